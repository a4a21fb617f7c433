// Whatever comes in: the right code, exactly one ErrorInfo, all violations at once, nothing
// changed, never INTERNAL.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>

#include "cartera/registry/v1/registry_service.pb.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "libs/platform/auth/dev_issuer.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::CreateProjectRequest;
using registry_v1::UpdateProjectRequest;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

constexpr char kPath[] = "/cartera.registry.v1.RegistryService/CreateProject";

// Bytes to CreateProject, whatever they are, over TCP.
grpc::Status SendBytes(TestHost& host, const std::string& bytes, const std::string& token) {
  const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", host.host().port()),
                                           grpc::InsecureChannelCredentials());
  grpc::ClientContext context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  const grpc::internal::RpcMethod method(kPath, grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::Slice slice(bytes.data(), bytes.size());
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  return grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), method, &context, sent, &received);
}

int ErrorInfosIn(const grpc::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(status.error_details()));
  int count = 0;
  for (const auto& detail : wire.details()) count += detail.Is<google::rpc::ErrorInfo>() ? 1 : 0;
  return count;
}

class BadInputTest : public RegistryTest {
 protected:
  void SetUp() override { before_ = host().Fingerprint("registry"); }
  void TearDown() override {
    EXPECT_EQ(host().Fingerprint("registry"), before_) << "something was stored";
  }

  // A good project with `text` merged over it.
  static CreateProjectRequest With(const std::string& text) {
    CreateProjectRequest request = ProjectRequest("bad", "tax");
    CreateProjectRequest more;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &more)) << text;
    request.MergeFrom(more);
    return request;
  }

  std::string before_;
};

TEST_F(BadInputTest, EachFaultIsFoundWithItsField) {
  const std::string long_title(301, 'x');
  const std::string long_text(20001, 'x');
  const struct {
    std::string text;
    const char* fault;
  } kCases[] = {
      {R"(project { total_budget { unit: "XYZ" } })", "project.total_budget.unit UNKNOWN_UNIT"},
      {R"(project { total_budget { unit: "NaN" } })", "project.total_budget.unit UNKNOWN_UNIT"},
      {"project { total_budget { amount_minor: -1 } }",
       "project.total_budget.amount_minor OUT_OF_RANGE"},
      {"project { total_budget { amount_minor: 100000000000000001 } }",
       "project.total_budget.amount_minor OUT_OF_RANGE"},
      {"project { total_budget { amount_minor: -9223372036854775808 } }",
       "project.total_budget.amount_minor OUT_OF_RANGE"},
      {"project { total_budget { basis: PRICE_BASIS_REAL } }",
       "project.total_budget.price_year OUT_OF_RANGE"},
      {"project { total_budget { basis: 9 } }", "project.total_budget.basis UNKNOWN_VALUE"},
      {"project { start_date { year: 0 month: 1 day: 1 } }", "project.start_date NOT_A_DATE"},
      {"project { start_date { year: 99999 month: 1 day: 1 } }", "project.start_date NOT_A_DATE"},
      {"project { planned_end_date { year: 2026 month: 2 day: 30 } }",
       "project.planned_end_date NOT_A_DATE"},
      {absl::StrCat("project { title: '", long_title, "' }"), "project.title TOO_LONG"},
      {absl::StrCat("project { description: '", long_text, "' }"), "project.description TOO_LONG"},
      {R"(project { title: "two\nlines" })", "project.title CONTROL_CHARACTER"},
      {R"(project { description: "nul\000" })", "project.description CONTROL_CHARACTER"},
      {"project { kind: 99 }", "project.kind UNKNOWN_VALUE"},
      {"project { classification: 99 }", "project.classification UNKNOWN_VALUE"},
      {"project { lead_agency: 'projects/tax' }", "project.lead_agency NOT_A_NAME"},
      {"project { lead_agency: 'agencies/-' }", "project.lead_agency NOT_A_NAME"},
      {"project { responsible_person: 'ana' }", "project.responsible_person NOT_A_NAME"},
      {"project_id: 'Not An Id'", "project_id NOT_AN_ID"},
      {absl::StrCat("project_id: '", std::string(64, 'a'), "'"), "project_id NOT_AN_ID"},
      {absl::StrCat("request_id: '", std::string(65, 'a'), "'"), "request_id TOO_LONG"},
  };
  for (const auto& c : kCases) {
    const absl::Status status = host().As("ana").Try(With(c.text));
    EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT INVALID_REQUEST") << c.text.substr(0, 80);
    EXPECT_THAT(Faults(status), ElementsAre(c.fault)) << c.text.substr(0, 80);
  }
}

TEST_F(BadInputTest, AllFaultsComeAtOnceInTheOrderOfTheContract) {
  const absl::Status status = host().As("ana").Try(With(R"(
      project_id: "?" request_id: "two\nlines"
      project { title: "a\nb" kind: 99 classification: 98 lead_agency: "x"
                total_budget { unit: "XYZ" amount_minor: -1 price_year: 7 }
                start_date { year: 0 } planned_end_date { year: 99999 month: 1 day: 1 } })"));
  EXPECT_THAT(
      Faults(status),
      ElementsAreArray({"project_id NOT_AN_ID", "project.title CONTROL_CHARACTER",
                        "project.lead_agency NOT_A_NAME", "project.kind UNKNOWN_VALUE",
                        "project.total_budget.unit UNKNOWN_UNIT",
                        "project.total_budget.amount_minor OUT_OF_RANGE",
                        "project.total_budget.price_year PRICE_YEAR_ON_NOMINAL",
                        "project.start_date NOT_A_DATE", "project.planned_end_date NOT_A_DATE",
                        "project.classification UNKNOWN_VALUE", "request_id CONTROL_CHARACTER"}));
  google::rpc::BadRequest bad;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(bad.ParseFromString(std::string(*payload)));
  EXPECT_EQ(bad.field_violations_size(), 11);
}

TEST_F(BadInputTest, DanglingNamesAreNamed) {
  EXPECT_EQ(Outcome(host().As("ana").Try(With("project { lead_agency: 'agencies/nowhere' }"))),
            "FAILED_PRECONDITION REFERENCE_MISSING");
  EXPECT_EQ(Outcome(host().As("ana").Try(With("project { responsible_person: 'people/nobody' }"))),
            "FAILED_PRECONDITION REFERENCE_MISSING");
  registry_v1::GetProjectRequest absent;
  absent.set_name("projects/nothing");
  EXPECT_EQ(Outcome(host().As("ana").Try(absent)), "NOT_FOUND NOT_FOUND");
  registry_v1::CreateGrantRequest grant;
  grant.set_grant_id("dangling");
  grant.mutable_grant()->set_person("people/nobody");
  grant.mutable_grant()->set_role(type::v1::ROLE_FORMULATOR);
  grant.mutable_grant()->set_agency("agencies/tax");
  EXPECT_EQ(Outcome(host().As("root").Try(grant)), "FAILED_PRECONDITION REFERENCE_MISSING");
  grant.mutable_grant()->set_person("people/max");
  grant.mutable_grant()->set_agency("agencies/nowhere");
  EXPECT_EQ(Outcome(host().As("root").Try(grant)), "FAILED_PRECONDITION REFERENCE_MISSING");
  registry_v1::CreatePersonRequest person;
  person.set_person_id("dangling");
  person.mutable_person()->set_display_name("x");
  person.mutable_person()->set_issuer("x");
  person.mutable_person()->set_subject("dangling");
  person.mutable_person()->set_affiliation("agencies/nowhere");
  EXPECT_EQ(Outcome(host().As("root").Try(person)), "FAILED_PRECONDITION REFERENCE_MISSING");
}

TEST_F(BadInputTest, InstantsBeyondTimeAreRefused) {
  registry_v1::GetProjectRequest request;
  request.set_name("projects/nothing");
  for (const int64_t seconds : {INT64_MAX, INT64_MIN, int64_t{253'402'300'800}}) {
    request.mutable_as_of()->set_seconds(seconds);
    EXPECT_THAT(Faults(host().As("ana").Try(request)), ElementsAre("as_of NOT_AN_INSTANT"));
  }
}

TEST_F(BadInputTest, TokensThatProveNothingAreRefused) {
  const CreateProjectRequest request = ProjectRequest("bad", "tax");
  const auto forger = auth::DevIssuer::LoadOrCreate(host().data_dir() + "/forger.pem");
  ASSERT_TRUE(forger.ok());
  std::string tampered = host().As("ana").token();
  tampered[tampered.size() - 10] = tampered[tampered.size() - 10] == 'A' ? 'B' : 'A';
  const auto issued = auth::DevIssuer::LoadOrCreate(host().data_dir() + "/dev-issuer.pem");
  ASSERT_TRUE(issued.ok());
  const auto at = [&](absl::Duration from_now) {
    return *(*issued)->IssueToken("ana", host().Now() + from_now, absl::Hours(1));
  };
  const struct {
    std::string token;
    const char* outcome;
  } kCases[] = {
      {"", "UNAUTHENTICATED TOKEN_MISSING"},
      {"garbage", "UNAUTHENTICATED TOKEN_MALFORMED"},
      {"a.b.c", "UNAUTHENTICATED TOKEN_MALFORMED"},
      {tampered, "UNAUTHENTICATED TOKEN_SIGNATURE"},
      {*(*forger)->IssueToken("ana", host().Now(), absl::Hours(1)),
       "UNAUTHENTICATED TOKEN_SIGNATURE"},
      {at(-absl::Hours(2)), "UNAUTHENTICATED TOKEN_EXPIRED"},
      {at(absl::Hours(2)), "UNAUTHENTICATED TOKEN_NOT_YET_VALID"},
  };
  for (const auto& c : kCases) {
    const absl::Status status = host().WithToken(c.token).Try(request);
    // The key id of another key of the same issuer may be unknown before its signature is looked
    // at.
    const std::string outcome = Outcome(status);
    EXPECT_TRUE(outcome == c.outcome || outcome == "UNAUTHENTICATED TOKEN_KEY")
        << outcome << " for " << c.outcome;
  }
}

TEST_F(BadInputTest, BytesThatAreNoRequestGetOneErrorInfo) {
  const std::string token = host().As("ana").token();
  auto request = ProjectRequest("bad", "tax");
  request.set_validate_only(true);
  const std::string good = request.SerializeAsString();
  std::vector<std::string> inputs = {"\xff", "garbage", std::string(1000, '\0'),
                                     "\x0a\x04"
                                     "caf\xe9"};
  for (size_t cut = 1; cut < good.size(); cut += 3) inputs.push_back(good.substr(0, cut));
  for (size_t at = 0; at < good.size(); at += 2) {
    std::string flipped = good;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x80);
    inputs.push_back(flipped);
  }
  for (const std::string& bytes : inputs) {
    const grpc::Status status = SendBytes(host(), bytes, token);
    if (status.ok()) continue;  // a bit that made another good request
    EXPECT_TRUE(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT ||
                status.error_code() == grpc::StatusCode::FAILED_PRECONDITION)
        << status.error_code() << " " << status.error_message();
    EXPECT_EQ(ErrorInfosIn(status), 1);
  }
}

}  // namespace
}  // namespace cartera::testing
