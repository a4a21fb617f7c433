#ifndef CARTERA_SERVICES_APPRAISAL_TESTING_FIXTURE_H_
#define CARTERA_SERVICES_APPRAISAL_TESTING_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "libs/base/clock.h"
#include "libs/platform/app/module.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/rpc/call.h"
#include "libs/platform/rpc/service.h"
#include "services/appraisal/deps.h"

namespace cartera::appraisal {

// A content that can be evaluated: two options, costs and benefits from 2027 to 2029, one risk.
v1::CaseContent SampleContent();
v1::EvaluationContext SampleEvaluationContext();

// The service over a real PostgreSQL with registry's own migrations beside. The tree: gov > pspc,
// dfo, cra. Project `tax` is led by pspc, cra takes part; project `fish` is led by dfo. At pspc:
// ana formulator, ben finance officer, sig signatory. otto formulator at dfo, par formulator at
// cra. At gov: rita budget reviewer, aud auditor, adm access administrator. nor is registered at
// pspc without a role.
class ServiceTest : public testing::Test {
 protected:
  // `data_dir`: the installation's, whose methodologies are loaded beside those that ship.
  explicit ServiceTest(const std::string& data_dir = "/nonexistent");
  ~ServiceTest() override;

  // Validates and handles as the server does. `person` is the token's subject.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(const std::string& person, const Request& request) {
    Response response;
    const absl::Status status = Handle(person, request, &response);
    if (!status.ok()) return status;
    return response;
  }

  // The same of a streaming method, page by page.
  class Stream {
   public:
    // The next page; nothing after the last.
    template <typename Response>
    absl::StatusOr<std::optional<Response>> Next() {
      Response page;
      const absl::StatusOr<bool> more = pages_->Next(&page);
      if (!more.ok()) return more.status();
      return *more ? std::optional<Response>(std::move(page)) : std::nullopt;
    }
    void Cancel() { cancelled_ = true; }

   private:
    friend class ServiceTest;
    rpc::Call call_;
    std::atomic<bool> cancelled_{false};
    std::unique_ptr<rpc::Pages> pages_;
  };
  absl::StatusOr<std::unique_ptr<Stream>> Open(const std::string& person,
                                               const google::protobuf::Message& request);
  // What the handlers work with.
  Deps& deps() { return *static_cast<Deps*>(instance_.state.get()); }

  v1::Case MustCreate(const std::string& person, const std::string& project,
                      const std::string& case_id, const v1::CaseContent& content);
  v1::Revision MustFreeze(const std::string& person, const std::string& case_name);
  v1::Evaluation MustEvaluate(const std::string& person, const std::string& revision,
                              const v1::EvaluationContext& context);
  // Delivers an event of review about a case and its submission.
  absl::Status Deliver(const std::string& type, const std::string& case_name,
                       const std::string& submission = "rounds/r/submissions/s");

  // One value of a statement run as the superuser.
  std::string Admin(absl::string_view sql);
  // The status of a statement run as the service's own role.
  absl::Status AsRuntimeRole(absl::string_view sql);

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};  // 2027-01-15
  std::unique_ptr<pg::Database> database_;

 private:
  class TestEnv;
  // The method that takes the request, and a call of it.
  absl::StatusOr<const rpc::Service::Entry*> Enter(const std::string& person,
                                                   const google::protobuf::Message& request,
                                                   rpc::Call* call);
  absl::Status Handle(const std::string& person, const google::protobuf::Message& request,
                      google::protobuf::Message* response);

  std::unique_ptr<pg::Database> admin_;
  std::unique_ptr<TestEnv> env_;
  app::Instance instance_;
};

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_TESTING_FIXTURE_H_
