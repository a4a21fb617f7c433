#include "tests/simulation/population.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/server/v1/server_service.pb.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"

namespace cartera::simulation {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr absl::Duration kTokenGood = absl::Minutes(3);
constexpr int kFormulatorsOfAnAgency = 2;

bool MayRepeat(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

const char* Prefix(Kind kind) {
  switch (kind) {
    case Kind::kReviewer:
      return "reviewer";
    case Kind::kApprover:
      return "approver";
    case Kind::kBudgetOfficer:
      return "officer";
    case Kind::kAuditor:
      return "auditor";
    default:
      return "";
  }
}

type::v1::Role RoleOf(Kind kind) {
  switch (kind) {
    case Kind::kReviewer:
      return type::v1::ROLE_BUDGET_REVIEWER;
    case Kind::kApprover:
      return type::v1::ROLE_APPROVER;
    case Kind::kBudgetOfficer:
      return type::v1::ROLE_BUDGET_OFFICER;
    default:
      return type::v1::ROLE_AUDITOR;
  }
}

}  // namespace

Population::Population(faults::Fleet& fleet, int agencies, int reviewers)
    : fleet_(fleet),
      agencies_(agencies),
      reviewers_(reviewers),
      by_kind_({{Kind::kReviewer, reviewers},
                {Kind::kApprover, reviewers},
                {Kind::kBudgetOfficer, reviewers},
                {Kind::kAuditor, 1}}) {
  testing::Bootstrap(fleet);
  testing::AddAgency(fleet, "treasury", "gov");
  for (const auto& [kind, count] : by_kind_) {
    for (int i = 0; i < count; ++i) {
      const std::string person = absl::StrCat(Prefix(kind), "-", i);
      testing::AddPerson(fleet, person, "treasury");
      testing::Give(fleet, person, RoleOf(kind), "gov");
    }
  }
  for (int i = 0; i < agencies; ++i) {
    testing::AddAgency(fleet, AgencyOf(i), "gov");
    for (int n = 0; n < kFormulatorsOfAnAgency; ++n) {
      testing::AddOfficer(fleet, absl::StrCat(AgencyOf(i), "-formulator-", n),
                          type::v1::ROLE_FORMULATOR, AgencyOf(i));
    }
    testing::AddOfficer(fleet, absl::StrCat(AgencyOf(i), "-signatory"), type::v1::ROLE_SIGNATORY,
                        AgencyOf(i));
  }
  testing::OpenRound(fleet, "officer-0", "round");
}

std::string Population::AgencyOf(int index) const { return absl::StrCat("agency-", index); }

Actor Population::Draw(Kind kind, int agency, std::mt19937& dice) const {
  const auto formulator = [&](int of) {
    return absl::StrCat(AgencyOf(of), "-formulator-", dice() % kFormulatorsOfAnAgency);
  };
  switch (kind) {
    case Kind::kFormulator:
      return {kind, formulator(agency)};
    case Kind::kSignatory:
      return {kind, absl::StrCat(AgencyOf(agency), "-signatory")};
    case Kind::kStranger: {
      const int other = 1 + static_cast<int>(dice() % static_cast<unsigned>(agencies_ - 1));
      return {kind, formulator((agency + other) % agencies_)};
    }
    case Kind::kAnonymous:
      return {kind, ""};
    default:
      return {kind,
              absl::StrCat(Prefix(kind), "-", dice() % static_cast<unsigned>(by_kind_.at(kind)))};
  }
}

std::string Population::TokenOf(const std::string& person) {
  {
    const MutexLock lock(&mutex_);
    const Token& token = tokens_[person];
    if (absl::Now() - token.issued < kTokenGood) return token.text;
  }
  server::v1::IssueDevTokenRequest request;
  request.set_subject(person);
  server::v1::IssueDevTokenResponse response;
  const absl::Status status = Call({Kind::kAnonymous, ""}, request, &response);
  if (!status.ok()) std::abort();  // nobody answers at all
  const MutexLock lock(&mutex_);
  tokens_[person] = {response.token(), absl::Now()};
  return response.token();
}

absl::Status Population::Call(const Actor& as, const google::protobuf::Message& request,
                              google::protobuf::Message* response) {
  const testing::Caller caller(fleet_.client(), as.person.empty() ? "" : TokenOf(as.person));
  const absl::Time give_up = absl::Now() + kPatience;
  for (;;) {
    response->Clear();
    absl::Status status = caller.Call(request, response);
    if (status.ok() || !MayRepeat(status) || absl::Now() > give_up) return status;
    ++repeated_;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

}  // namespace cartera::simulation
