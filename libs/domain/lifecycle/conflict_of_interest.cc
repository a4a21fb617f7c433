#include "libs/domain/lifecycle/conflict_of_interest.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cartera::lifecycle {
namespace {

// True when `upper` is `lower` or a body above it.
bool IsInLine(const AgencyPath& upper, const AgencyPath& lower) {
  return upper.size() <= lower.size() && std::equal(upper.begin(), upper.end(), lower.begin());
}

// True when an affiliation with `own` bars from a case of `party`.
bool Bars(const AgencyPath& own, const AgencyPath& party) {
  if (own.empty() || party.empty()) return false;
  if (own == party) return true;
  // A root above everything would bar everybody, and is nobody's own agency.
  if (own.size() == 1 || party.size() == 1) return false;
  return IsInLine(own, party) || IsInLine(party, own);
}

std::optional<Conflict> WithParty(absl::Span<const AgencyPath> affiliations,
                                  const AgencyPath& party, Conflict::Kind kind,
                                  absl::string_view act) {
  for (const AgencyPath& own : affiliations) {
    if (!Bars(own, party)) continue;
    const std::string& body = own.back();
    std::string reason = absl::StrCat("the person belongs to ", body);
    if (own == party) {
      absl::StrAppend(&reason, ", which ", act, " the project");
    } else {
      absl::StrAppend(&reason,
                      own.size() < party.size() ? ", which is above " : ", which is below ",
                      party.back(), ", which ", act, " the project");
    }
    return Conflict{.kind = kind, .agency = party.back(), .reason = std::move(reason)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Conflict> ConflictOfInterest(absl::string_view person,
                                           absl::Span<const AgencyPath> affiliations,
                                           const CaseParties& parties) {
  if (std::find(parties.authors.begin(), parties.authors.end(), person) != parties.authors.end()) {
    return Conflict{.kind = Conflict::Kind::kAuthor,
                    .agency = "",
                    .reason = "the person wrote a part of the case"};
  }
  if (std::find(parties.interested.begin(), parties.interested.end(), person) !=
      parties.interested.end()) {
    return Conflict{.kind = Conflict::Kind::kDeclared,
                    .agency = "",
                    .reason = "the person declared an interest in the case"};
  }
  if (std::find(parties.judged.begin(), parties.judged.end(), person) != parties.judged.end()) {
    return Conflict{.kind = Conflict::Kind::kJudgedBefore,
                    .agency = "",
                    .reason = "the person judged the case before it was appealed"};
  }
  if (auto conflict = WithParty(affiliations, parties.lead, Conflict::Kind::kOwnAgency, "leads")) {
    return conflict;
  }
  for (const AgencyPath& participant : parties.participants) {
    if (auto conflict = WithParty(affiliations, participant, Conflict::Kind::kParticipatingAgency,
                                  "takes part in")) {
      return conflict;
    }
  }
  return std::nullopt;
}

}  // namespace cartera::lifecycle
