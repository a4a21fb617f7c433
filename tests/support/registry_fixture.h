#ifndef CARTERA_TESTS_SUPPORT_REGISTRY_FIXTURE_H_
#define CARTERA_TESTS_SUPPORT_REGISTRY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/platform/rpc/error.h"
#include "services/registry/module.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

namespace cartera::testing {

namespace registry_v1 = ::cartera::registry::v1;

// registry alone, one host per suite, with agencies gov > ministry > {tax, health} and
//   root   access administrator at gov      cara   budget officer at gov
//   ana    formulator at tax                ben    formulator at health
//   max    member of tax without a role
class RegistryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    host_ = std::make_unique<TestHost>(std::vector<app::Module>{registry::Module()});
    Bootstrap(*host_);
    AddAgency(*host_, "ministry", "gov");
    AddAgency(*host_, "tax", "ministry");
    AddAgency(*host_, "health", "ministry");
    AddOfficer(*host_, "ana", type::v1::ROLE_FORMULATOR, "tax");
    AddOfficer(*host_, "ben", type::v1::ROLE_FORMULATOR, "health");
    AddOfficer(*host_, "cara", type::v1::ROLE_BUDGET_OFFICER, "gov");
    AddPerson(*host_, "max", "tax");
  }
  static void TearDownTestSuite() { host_.reset(); }

  static TestHost& host() { return *host_; }
  static registry_v1::Project Get(absl::string_view as, absl::string_view id) {
    registry_v1::GetProjectRequest request;
    request.set_name(absl::StrCat("projects/", id));
    return host().As(as).Must<registry_v1::GetProjectResponse>(request).project();
  }

 private:
  static inline std::unique_ptr<TestHost> host_;
};

// "NOT_FOUND NOT_FOUND": code and reason; "OK" when it is.
inline std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), " ", rpc::ReasonOf(status));
}

// "field REASON" of each fault that came over the wire, in order.
inline std::vector<std::string> Faults(const absl::Status& status) {
  std::vector<std::string> faults;
  for (const auto& fault : rpc::FaultsOf(status)) {
    faults.push_back(absl::StrCat(fault.field, " ", fault.reason));
  }
  return faults;
}

}  // namespace cartera::testing

#endif  // CARTERA_TESTS_SUPPORT_REGISTRY_FIXTURE_H_
