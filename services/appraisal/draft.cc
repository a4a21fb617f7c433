#include "services/appraisal/draft.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/store_cases.h"

namespace cartera::appraisal {

using canonical::Value;

const StoredSection* Draft::Find(absl::string_view section) const {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const auto& one) { return one.section == section; });
  return found == sections.end() ? nullptr : &*found;
}

bool Draft::IsEmpty() const {
  return std::all_of(sections.begin(), sections.end(),
                     [](const StoredSection& section) { return section.IsEmpty(); });
}

absl::StatusOr<Draft> LoadDraft(pg::Tx& tx, const StoredCase& stored) {
  Draft draft;
  ASSIGN_OR_RETURN(draft.sections, ListSections(tx, stored));
  return draft;
}

absl::StatusOr<Value> ContentOf(const Draft& draft, absl::string_view name) {
  Value content;
  for (const StoredSection& section : draft.sections) {
    if (section.IsEmpty()) continue;
    auto value = canonical::Parse(section.content);
    if (!value.ok()) return StoredUnreadable(name, value.status().message());
    content.Set(section.section, *std::move(value));
  }
  return content;
}

absl::StatusOr<v1::CaseContent> ReadContent(const Value& value, absl::string_view name) {
  v1::CaseContent content;
  const absl::Status status = FromCanonicalValue(value, &content);
  if (!status.ok()) return StoredUnreadable(name, status.message());
  return content;
}

absl::Status CheckSectionNames(const v1::UpdateCaseRequest& request) {
  rpc::Violations violations;
  std::set<std::string> seen;
  for (int i = 0; i < request.sections_size(); ++i) {
    const std::string& section = request.sections(i);
    const std::string field = absl::StrCat("sections[", i, "]");
    if (FindSection(section) == nullptr) {
      violations.Add(field, "SECTION_UNKNOWN",
                     absl::StrCat("\"", section, "\" is no section of a business case"));
    } else if (!seen.insert(section).second) {
      violations.Add(field, "TWICE", absl::StrCat("\"", section, "\" is named twice"));
    }
  }
  const std::map<std::string, std::string> etags(request.section_etags().begin(),
                                                 request.section_etags().end());
  for (const auto& [section, etag] : etags) {
    if (FindSection(section) != nullptr) continue;
    violations.Add(absl::StrCat("section_etags[", section, "]"), "SECTION_UNKNOWN",
                   "is no section of a business case");
  }
  // What is given but not named would be lost without a word.
  for (const std::string& section : SectionNames()) {
    if (seen.contains(section) ||
        !request.content().GetReflection()->HasField(request.content(), FindSection(section))) {
      continue;
    }
    violations.Add(absl::StrCat("content.", section), "NOT_NAMED",
                   "is given but not named in `sections`");
  }
  return violations.ToStatus();
}

absl::Status CheckSectionEtags(const v1::UpdateCaseRequest& request, const Draft& draft) {
  const std::map<std::string, std::string> etags(request.section_etags().begin(),
                                                 request.section_etags().end());
  for (const auto& [section, etag] : etags) {
    const StoredSection* stored = draft.Find(section);
    const bool has_content = stored != nullptr && !stored->IsEmpty();
    const bool same = etag.empty()
                          ? !has_content
                          : stored != nullptr && convert::VersionOf(etag) == stored->version_us;
    if (!same) return SectionStale(request.name(), section);
  }
  return absl::OkStatus();
}

std::vector<StoredSection> ChangedSections(const v1::CaseContent& content,
                                           const std::vector<std::string>& names,
                                           const Draft& draft, const std::string& author) {
  std::vector<StoredSection> changed;
  for (const std::string& name : names) {
    StoredSection section{name, SectionBytes(content, FindSection(name)), author, 0};
    const StoredSection* stored = draft.Find(name);
    const bool same = stored == nullptr ? section.IsEmpty() : stored->content == section.content;
    if (!same) changed.push_back(std::move(section));
  }
  return changed;
}

absl::Status CheckSize(const Draft& draft, const std::vector<StoredSection>& changed,
                       absl::string_view name) {
  std::map<std::string, size_t> size_bytes;
  for (const StoredSection& section : draft.sections) {
    size_bytes[section.section] = section.content.size();
  }
  for (const StoredSection& section : changed) {
    size_bytes[section.section] = section.content.size();
  }
  size_t sum = 2;                                                                     // the braces
  for (const auto& [section, bytes] : size_bytes) sum += bytes + section.size() + 4;  // "": and ,
  return sum <= kCaseBytesMax ? absl::OkStatus() : CaseTooLarge(name, sum);
}

}  // namespace cartera::appraisal
