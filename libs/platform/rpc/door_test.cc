// What stands at the door with a token or headers that are not what they should be. What the
// verifier itself refuses is tested beside it; here the same comes over the wire.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_replace.h"
#include "libs/platform/auth/internal_key.h"
#include "libs/platform/auth/test_tokens.h"
#include "libs/platform/rpc/server_test_fixture.h"

namespace cartera::rpc {
namespace {

using auth::MakeToken;
using auth::TestKey;
using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRsa[] = R"({"alg":"RS256","kid":"rsa"})";
constexpr char kEc[] = R"({"alg":"ES256","kid":"ec"})";

using Headers = std::vector<std::pair<std::string, std::string>>;

// Without gRPC's client, which refuses to send what it may not: HTTP/2 by hand, one call with an
// empty request.
class BareConnection {
 public:
  explicit BareConnection(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  ~BareConnection() { close(fd_); }

  void Call(const std::string& path, const Headers& more) {
    std::string block;
    Headers headers = {{":method", "POST"}, {":scheme", "http"},
                       {":path", path},     {":authority", "x"},
                       {"te", "trailers"},  {"content-type", "application/grpc"}};
    headers.insert(headers.end(), more.begin(), more.end());
    for (const auto& [name, value] : headers) {
      absl::StrAppend(&block, absl::string_view("\x10", 1), Text(name), Text(value));
    }
    const std::string sent =
        absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Frame(/*SETTINGS*/ 4, 0, 0, ""),
                     Frame(/*HEADERS*/ 1, /*END_HEADERS*/ 4, 1, block),
                     Frame(/*DATA*/ 0, /*END_STREAM*/ 1, 1, std::string(5, '\0')));
    EXPECT_EQ(send(fd_, sent.data(), sent.size(), MSG_NOSIGNAL), ssize_t(sent.size()));
  }

 private:
  // RFC 7541, 5.2: a length of seven bits and more, then the octets.
  static std::string Text(const std::string& text) {
    std::string out;
    size_t left = text.size();
    out.push_back(static_cast<char>(std::min<size_t>(left, 127)));
    if (left >= 127) {
      for (left -= 127; left >= 128; left /= 128)
        out.push_back(static_cast<char>(left % 128 + 128));
      out.push_back(static_cast<char>(left));
    }
    return out + text;
  }
  static std::string Frame(char type, char flags, char stream, const std::string& payload) {
    const size_t size = payload.size();
    std::string out = {static_cast<char>(size >> 16),
                       static_cast<char>(size >> 8),
                       static_cast<char>(size),
                       type,
                       flags,
                       0,
                       0,
                       0,
                       stream};
    return out + payload;
  }

  const int fd_;
};

// A server that trusts an identity provider with two keys, and its own services.
class DoorTest : public ServerTest {
 protected:
  DoorTest() {
    internal_ = *auth::InternalKey::LoadOrCreate(dir_ + "/internal.key");
    auth::TrustedIssuer provider;
    provider.issuer = "https://idp.example";
    provider.audience = "cartera";
    provider.jwks_json = absl::StrCat(R"({"keys":[)", rsa_.Jwk("rsa"), ",", ec_.Jwk("ec"), "]}");
    provider.algorithms = {"RS256", "ES256"};
    auth::TokenVerifier::Options options;
    options.issuers = {provider, internal_->Trusted()};
    verifier_ = *auth::TokenVerifier::Create(std::move(options));
    open_.store(true);
    Start(/*workers=*/2, /*queue_capacity=*/8);
  }

  Reply CallWith(const Headers& headers, const std::string& method = "ListParkedEvents") const {
    return ByteClient(server_->port())
        .Call(Path(method), "", "", absl::Seconds(20), [&](grpc::ClientContext& context) {
          for (const auto& [key, value] : headers) context.AddMetadata(key, value);
        });
  }
  std::string Token(const std::string& more = "") const {
    return MakeToken(kEc, auth::GoodClaims(absl::Now(), more), ec_);
  }
  // A good token but for one claim.
  std::string Changed(absl::string_view from, absl::string_view to) const {
    return MakeToken(kEc, absl::StrReplaceAll(auth::GoodClaims(absl::Now()), {{from, to}}), ec_);
  }

  const TestKey rsa_ = TestKey::Rsa();
  const TestKey ec_ = TestKey::Ec();
  std::unique_ptr<auth::InternalKey> internal_;
};

TEST_F(DoorTest, LetsGoodTokensIn) {
  EXPECT_EQ(CallWith({{"authorization", "Bearer " + Token()}}).code, StatusCode::OK);
  EXPECT_EQ(CallWith({{"authorization", "bEARER  " + Token() + "  "}}).code, StatusCode::OK);
  EXPECT_EQ(entered_.load(), 2);
  // Past the door, where its empty request is refused.
  const std::string service = *internal_->MintServiceToken("review", absl::Now());
  EXPECT_EQ(CallWith({{"authorization", "Bearer " + service}}, "DeliverEvent").reason(),
            "INVALID_REQUEST");
}

TEST_F(DoorTest, RefusesTokensThatProveNothing) {
  const absl::Time now = absl::Now();
  const int64_t now_s = absl::ToUnixSeconds(now);
  const std::string claims = auth::GoodClaims(now);
  const auto hmac = [&](const std::string& header, const std::string& text,
                        const std::string& key) {
    const std::string input = auth::SigningInput(header, text);
    return absl::StrCat(input, ".", auth::Base64Url(auth::HmacSha256(key, input)));
  };
  const std::string as_service = absl::StrReplaceAll(
      claims, {{"https://idp.example", auth::kInternalIssuer}, {"\"ana\"", "\"service:review\""}});
  const std::string exp = absl::StrCat("\"exp\":", now_s + 600);
  const struct {
    const char* what;
    std::string token;
    const char* reason;
  } kTable[] = {
      {"alg none", auth::SigningInput(R"({"alg":"none"})", claims) + ".", "TOKEN_ALGORITHM"},
      {"alg swapped: ES256 names the RSA key",
       MakeToken(R"({"alg":"ES256","kid":"rsa"})", claims, ec_), "TOKEN_ALGORITHM"},
      {"keys confused: HMAC with the public key",
       hmac(R"({"alg":"HS256","kid":"rsa"})", claims, rsa_.Pem()), "TOKEN_ALGORITHM"},
      {"keys confused: the provider signs as one of our services",
       MakeToken(kRsa, as_service, rsa_), "TOKEN_ALGORITHM"},
      {"a service's token under a guessed secret",
       hmac(R"({"alg":"HS256"})", as_service, std::string(32, '\0')), "TOKEN_SIGNATURE"},
      {"another's key", MakeToken(kEc, claims, TestKey::Ec()), "TOKEN_SIGNATURE"},
      {"padding", Token() + "==", "TOKEN_MALFORMED"},
      {"two tokens in one header", absl::StrCat(Token(), ", Bearer ", Token()), "TOKEN_MALFORMED"},
      {"wrong audience", Changed("\"cartera\"", "\"payroll\""), "TOKEN_AUDIENCE"},
      {"wrong issuer", Changed("idp.example", "evil.example"), "TOKEN_ISSUER"},
      {"past exp", Changed(exp, absl::StrCat("\"exp\":", now_s - 3600)), "TOKEN_EXPIRED"},
      {"future nbf", Token(absl::StrCat("\"nbf\":", now_s + 3600, ",")), "TOKEN_NOT_YET_VALID"},
      {"future iat", Token(absl::StrCat("\"iat\":", now_s + 3600, ",")), "TOKEN_NOT_YET_VALID"},
      {"9 KiB", Token(absl::StrCat("\"x\":\"", std::string(6700, 'x'), "\",")), "TOKEN_MALFORMED"},
  };
  for (const auto& row : kTable) {
    for (const char* method : {"ListParkedEvents", "DeliverEvent"}) {
      const Reply reply = CallWith({{"authorization", "Bearer " + row.token}}, method);
      EXPECT_EQ(reply.code, StatusCode::UNAUTHENTICATED) << row.what;
      EXPECT_EQ(reply.reason(), row.reason) << row.what << ": " << reply.status;
      EXPECT_THAT(reply.status.ToString(), Not(HasSubstr(row.token.substr(0, 16)))) << row.what;
    }
  }
  EXPECT_EQ(entered_.load(), 0);
}

TEST_F(DoorTest, RefusesHeadersThatAreNotOneBearerToken) {
  const std::string good = "Bearer " + Token();
  const struct {
    const char* what;
    Headers headers;
    const char* reason;
  } kTable[] = {
      {"none", {}, "TOKEN_MISSING"},
      {"empty", {{"authorization", ""}}, "TOKEN_MISSING"},
      {"no token", {{"authorization", "Bearer    "}}, "TOKEN_MISSING"},
      {"no scheme", {{"authorization", Token()}}, "TOKEN_MALFORMED"},
      {"another scheme", {{"authorization", "Basic " + Token()}}, "TOKEN_MALFORMED"},
      {"no blank", {{"authorization", "Bearer" + Token()}}, "TOKEN_MALFORMED"},
      {"the same twice", {{"authorization", good}, {"authorization", good}}, "TOKEN_MALFORMED"},
      {"two people",
       {{"authorization", good}, {"authorization", "Bearer " + Changed("\"ana\"", "\"bob\"")}},
       "TOKEN_MALFORMED"},
      {"a good one and rubbish",
       {{"authorization", good}, {"authorization", "x"}},
       "TOKEN_MALFORMED"},
      {"an empty one and a good one",
       {{"authorization", ""}, {"authorization", good}},
       "TOKEN_MALFORMED"},
      {"under other names",
       {{"proxy-authorization", good}, {"x-authorization", good}, {"cookie", good}},
       "TOKEN_MISSING"},
      {"as bytes", {{"authorization-bin", good}}, "TOKEN_MISSING"},
  };
  for (const auto& row : kTable) {
    const Reply reply = CallWith(row.headers);
    EXPECT_EQ(reply.code, StatusCode::UNAUTHENTICATED) << row.what;
    EXPECT_EQ(reply.reason(), row.reason) << row.what << ": " << reply.status;
  }
  EXPECT_EQ(entered_.load(), 0);
}

// gRPC ends the process that sends such a header on. One that came in must not go out again.
TEST_F(DoorTest, PassesOnTheTokenAloneWhateverStoodAroundIt) {
  const std::string token = Token();
  BareConnection connection(server_->port());
  connection.Call(Path("ListParkedEvents"),
                  {{"authorization", absl::StrCat("Bearer \t", token, "\t")}});
  ASSERT_TRUE(Eventually([&] { return entered_.load() == 1; }));
  const MutexLock lock(&passed_on_mutex_);
  EXPECT_EQ(passed_on_, "Bearer " + token);
}

TEST_F(DoorTest, AClientDoesNotEndOverATokenThatCannotBeSent) {
  const Client client = Client::Dial(absl::StrCat("127.0.0.1:", server_->port()));
  server_v1::ListParkedEventsResponse response;
  for (const char* token : {"a\tb", "a\nb", "caf\xC3\xA9", "\x7F"}) {
    const absl::Status status = client.Call(server_v1::ListParkedEventsRequest(), &response,
                                            {.authorization = absl::StrCat("Bearer ", token)});
    EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
  }
  EXPECT_EQ(entered_.load(), 0);
}

TEST_F(DoorTest, TakesNoNameForACallThatCouldNotBeOne) {
  const std::string good = "Bearer " + Token();
  const struct {
    const char* what;
    Headers headers;
  } kTable[] = {
      {"two ids", {{"x-call-id", "mine-1"}, {"x-call-id", "mine-2"}}},
      {"the same id twice", {{"x-call-id", "mine-1"}, {"x-call-id", "mine-1"}}},
      {"a long id", {{"x-call-id", "mine-" + std::string(4000, '1')}}},
      {"JSON", {{"x-call-id", R"(mine-","sub":"root)"}}},
      {"blanks", {{"x-call-id", "mine-1 mine-2"}}},
  };
  for (const auto& row : kTable) {
    Headers headers = row.headers;
    headers.emplace_back("authorization", good);
    const Reply reply = CallWith(headers);
    EXPECT_EQ(reply.code, StatusCode::OK) << row.what << ": " << reply.status;
    EXPECT_EQ(reply.call_id.size(), 32u) << row.what << ": " << reply.call_id;
    EXPECT_THAT(reply.call_id, Not(HasSubstr("mine"))) << row.what;
  }
}

TEST_F(DoorTest, HostileMetadataEndsAtMostItsOwnCall) {
  const std::string good = "Bearer " + Token();
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  Headers many = {{"authorization", good}};
  for (int i = 0; i < 100; ++i) many.emplace_back(absl::StrCat("x-", i), "y");
  const struct {
    const char* what;
    Headers headers;
    bool fits;
  } kTable[] = {
      {"two traces",
       {{"authorization", good}, {"traceparent", trace}, {"traceparent", trace}},
       true},
      {"a broken trace", {{"authorization", good}, {"traceparent", "00-zz-1"}}, true},
      {"a long trace", {{"authorization", good}, {"traceparent", std::string(4000, '0')}}, true},
      {"bytes", {{"authorization", good}, {"x-any-bin", bytes}, {"x-call-id-bin", bytes}}, true},
      {"a hundred headers", many, true},
      {"20 KiB", {{"authorization", good}, {"x-big", std::string(20'000, 'x')}}, false},
      {"a megabyte", {{"authorization", good}, {"x-big", std::string(1'000'000, 'x')}}, false},
      {"a token of a megabyte",
       {{"authorization", "Bearer " + std::string(1'000'000, 'x')}},
       false},
  };
  for (const auto& row : kTable) {
    const Reply reply = CallWith(row.headers);
    EXPECT_EQ(reply.code == StatusCode::OK, row.fits) << row.what << ": " << reply.status;
    EXPECT_EQ(CallWith({{"authorization", good}}).code, StatusCode::OK) << "after " << row.what;
  }
}

}  // namespace
}  // namespace cartera::rpc
