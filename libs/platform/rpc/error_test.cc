#include "libs/platform/rpc/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace cartera::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCallId[] = "call-7";

google::rpc::Status WireOf(const absl::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(WireDetails(status, kCallId)));
  return wire;
}

// The details of type M, in order.
template <typename M>
std::vector<M> DetailsOf(const google::rpc::Status& wire) {
  std::vector<M> found;
  for (const auto& any : wire.details()) {
    M detail;
    if (any.Is<M>() && any.UnpackTo(&detail)) found.push_back(detail);
  }
  return found;
}

google::rpc::ErrorInfo OnlyInfo(const absl::Status& status) {
  const auto infos = DetailsOf<google::rpc::ErrorInfo>(WireOf(status));
  EXPECT_EQ(infos.size(), 1u) << status;
  return infos.empty() ? google::rpc::ErrorInfo() : infos.front();
}

// What a client makes of `status`.
absl::Status OverTheWire(const absl::Status& status) {
  return FromWire(static_cast<int>(status.code()), WireMessage(status, kCallId),
                  WireDetails(status, kCallId));
}

TEST(Error, EveryStatusGetsExactlyOneErrorInfo) {
  const absl::Status once = Error(absl::StatusCode::kNotFound, "NO_SUCH_THING", "gone");
  for (const absl::Status& status :
       {once, OverTheWire(once), absl::NotFoundError("plain"), absl::InternalError("secret"),
        absl::UnavailableError("down")}) {
    const google::rpc::ErrorInfo info = OnlyInfo(status);
    EXPECT_EQ(info.domain(), "cartera");
    EXPECT_EQ(info.metadata().at("call_id"), kCallId);
  }
  EXPECT_EQ(OnlyInfo(once).reason(), "NO_SUCH_THING");
  EXPECT_EQ(OnlyInfo(OverTheWire(once)).reason(), "NO_SUCH_THING");
  EXPECT_EQ(OnlyInfo(absl::NotFoundError("plain")).reason(), "NOT_FOUND");
}

TEST(Error, DetailsSurviveTheWire) {
  const absl::Status status = Error(absl::StatusCode::kFailedPrecondition, "NOT_READY", "not yet")
                                  .Meta("state", "DRAFT")
                                  .Resource("", "projects/p")
                                  .Precondition("STATE", "projects/p", "it is DRAFT")
                                  .RetryAfter(absl::Milliseconds(1500))
                                  .Field("name", "names a draft");
  const google::rpc::Status wire = WireOf(OverTheWire(status));
  EXPECT_EQ(wire.code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(wire.message(), "not yet");
  EXPECT_EQ(OnlyInfo(status).metadata().at("state"), "DRAFT");
  EXPECT_EQ(DetailsOf<google::rpc::ResourceInfo>(wire).at(0).resource_name(), "projects/p");
  EXPECT_EQ(DetailsOf<google::rpc::PreconditionFailure>(wire).at(0).violations(0).description(),
            "it is DRAFT");
  const auto retry = DetailsOf<google::rpc::RetryInfo>(wire).at(0).retry_delay();
  EXPECT_EQ(retry.seconds(), 1);
  EXPECT_EQ(retry.nanos(), 500'000'000);
  const std::vector<Violations::Fault> faults = FaultsOf(OverTheWire(status));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "name");
}

TEST(Error, InternalCausesAreHiddenAndNameTheCall) {
  const absl::Status secret = Error(absl::StatusCode::kInternal, "BUG", "password is hunter2")
                                  .Meta("table", "hunter2")
                                  .Field("hunter2", "hunter2");
  for (const absl::Status& status :
       {secret, absl::UnknownError("hunter2"), absl::DataLossError("hunter2")}) {
    EXPECT_THAT(WireMessage(status, kCallId), HasSubstr(kCallId));
    EXPECT_THAT(WireMessage(status, kCallId), Not(HasSubstr("hunter2")));
    EXPECT_THAT(WireDetails(status, kCallId), Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(WireMessage(absl::NotFoundError("projects/p is gone"), kCallId), "projects/p is gone");
}

TEST(Error, FromWireTakesDetailsItCannotRead) {
  const absl::Status status = FromWire(5, "gone", "\xff\xff not a message");
  EXPECT_EQ(status, absl::NotFoundError("gone"));
  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_TRUE(FromWire(0, "", "").ok());
}

TEST(Violations, ReportAllFaultsInOrderWithRowAndColumn) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("title", "REQUIRED", "must be given");
  violations.Add({"budget", "NOT_AN_AMOUNT", "is no amount", 7, "C"});
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "title: must be given (and 1 more)");
  EXPECT_EQ(ReasonOf(status), "INVALID_REQUEST");
  const std::vector<Violations::Fault> faults = FaultsOf(OverTheWire(status));
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].field, "title");
  EXPECT_EQ(faults[0].reason, "REQUIRED");
  EXPECT_EQ(faults[1].field, "budget");
  EXPECT_EQ(faults[1].row, 7);
  EXPECT_EQ(faults[1].column, "C");
  const auto bad = DetailsOf<google::rpc::BadRequest>(WireOf(status));
  ASSERT_EQ(bad.size(), 1u);
  EXPECT_EQ(bad[0].field_violations_size(), 2);
}

}  // namespace
}  // namespace cartera::rpc
