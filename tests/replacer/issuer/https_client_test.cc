#include "replacer/issuer/https_client.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replacer/issuer/authenticated_client.h"
#include "tests/replacer/issuer/ca_server.h"
#include "tests/support/masked_secret.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kRoutes[] = R"("routes": {
  "/page": [{"text": "hello", "type": "text/plain", "headers": {"Retry-After": "7"}}],
  "/moved": [{"status": 302, "headers": {"Location": "/page"}}],
  "/large": [{"fault": "endless"}],
  "/hang": [{"fault": "hang"}],
  "/cut": [{"text": "hel", "fault": "cut"}],
  "/close": [{"fault": "close"}]}})";

class HttpsClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!CaServer::Works()) GTEST_SKIP() << "python3 with ssl is not installed";
  }
  static HttpsClientOptions Trusting(const CaServer& server) {
    HttpsClientOptions options;
    options.ca_bundle = server.bundle();
    return options;
  }
  static absl::StatusOr<HttpsResponse> Get(const HttpsClientOptions& options, const std::string& url,
                                           const std::string& password = "") {
    auto client = HttpsClient::Create(options, password);
    if (!client.ok()) return client.status();
    return (*client)->Exchange({.url = url, .content_type = {}, .body = {}});
  }
};

TEST_F(HttpsClientTest, GetsAndPosts) {
  const CaServer server(std::string(R"({"auth": "none", )") + kRoutes);
  auto client = HttpsClient::Create(Trusting(server), "");
  ASSERT_TRUE(client.ok());
  const auto got = (*client)->Exchange({.url = server.Url("/page"), .content_type = {}, .body = {}});
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "hello");
  EXPECT_EQ(got->content_type, "text/plain");
  EXPECT_EQ(got->retry_after, "7");
  const auto posted = (*client)->Exchange({.url = server.Url("/page"), .content_type = "text/x", .body = "a=b%2B"});
  ASSERT_TRUE(posted.ok()) << posted.status();
  const auto again = (*client)->Exchange({.url = server.Url("/page"), .content_type = {}, .body = {}});
  EXPECT_EQ(again->status, 200);
  EXPECT_THAT(server.Requests(), AllOf(HasSubstr(R"("method": "POST", "path": "/page", "connection": 1)"),
                                       HasSubstr(R"("type": "text/x")"), HasSubstr(R"({"a": "b+"})"),
                                       HasSubstr("Mozilla/5.0"), Not(HasSubstr(R"("connection": 2)"))));
}

TEST_F(HttpsClientTest, NotFollowedAndNotReadOn) {
  const CaServer server(std::string(R"({"auth": "none", )") + kRoutes);
  auto options = Trusting(server);
  const auto moved = Get(options, server.Url("/moved"));
  EXPECT_EQ(moved->status, 302);
  EXPECT_EQ(moved->location, "/page");
  const auto large = Get(options, server.Url("/large"));
  EXPECT_TRUE(absl::IsResourceExhausted(large.status()));
  EXPECT_THAT(large.status().ToString(), HasSubstr("over 4096 KiB"));
  EXPECT_TRUE(absl::IsUnavailable(Get(options, server.Url("/cut")).status()));
  EXPECT_TRUE(absl::IsUnavailable(Get(options, server.Url("/close")).status()));
  EXPECT_EQ(Get(options, server.Url("/none"))->status, 404);
  options.timeout_ms = 300;
  EXPECT_TRUE(absl::IsUnavailable(Get(options, server.Url("/hang")).status()));
}

TEST_F(HttpsClientTest, TheServerMustBeVouchedFor) {
  const CaServer server(std::string(R"({"auth": "none", )") + kRoutes);
  EXPECT_TRUE(absl::IsUnavailable(Get({}, server.Url("/page")).status())) << "the system's anchors alone";
  auto options = Trusting(server);
  options.resolve = {{"other.test", "127.0.0.1"}, {"CA.test", "127.0.0.1"}};
  EXPECT_EQ(Get(options, server.Url("/page", "ca.test"))->status, 200);
  const auto other = Get(options, server.Url("/page", "other.test"));
  EXPECT_TRUE(absl::IsUnavailable(other.status())) << "a name that its certificate does not have";
  EXPECT_THAT(other.status().ToString(), HasSubstr("other.test"));
}

TEST_F(HttpsClientTest, OnlyHttps) {
  EXPECT_FALSE(Get({}, "http://127.0.0.1:1/").ok());
  EXPECT_FALSE(Get({}, "file:///etc/passwd").ok());
  EXPECT_TRUE(absl::IsUnavailable(Get({}, "https://127.0.0.1:1/").status()));
}

TEST_F(HttpsClientTest, NtlmAuthenticatesOneConnection) {
  const CaServer server(std::string(R"({"auth": "ntlm", "user": "CORP\\bob", )") + kRoutes);
  auto options = Trusting(server);
  options.authentication = HttpsAuthentication::kNtlm;
  options.username = "CORP\\bob";
  auto client = HttpsClient::Create(options, "geheim");
  ASSERT_TRUE(client.ok());
  for (int i = 0; i < 3; ++i) {
    const auto got = (*client)->Exchange({.url = server.Url("/page"), .content_type = "text/x", .body = "x"});
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "hello");
  }
  EXPECT_THAT(server.Requests(), AllOf(HasSubstr(R"("user": "CORP\\bob")"), Not(HasSubstr(R"("connection": 2)"))));
  options.username = "CORP\\eve";
  const auto refused = Get(options, server.Url("/page"), "geheim");
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->status, 401);
  EXPECT_THAT(refused->offered_schemes, ElementsAre("Negotiate", "NTLM"));
}

TEST_F(HttpsClientTest, Basic) {
  const CaServer server(std::string(R"({"auth": "basic", "user": "bob", "password": "ge:heim", )") + kRoutes);
  auto options = Trusting(server);
  EXPECT_EQ(Get(options, server.Url("/page"))->status, 401);
  options.authentication = HttpsAuthentication::kBasic;
  options.username = "bob";
  EXPECT_EQ(Get(options, server.Url("/page"), "ge:heim")->status, 200);
  EXPECT_EQ(Get(options, server.Url("/page"), "falsch")->status, 401);
}

// Whether the password of a request that was made and is over is still in memory.
std::vector<std::string> LeftBehind(HttpsAuthentication authentication, const std::string& auth, size_t letters) {
  const CaServer server("{" + auth + ", " + kRoutes);
  const test::TemporaryFolder folder;
  const test::MaskedSecret secret(letters);
  secret.WriteTo(folder.Path("password"));
  HttpsClientOptions options;
  options.ca_bundle = server.bundle();
  options.authentication = authentication;
  options.username = "ab";  // with its colon, 3 bytes before the password in Basic's Base64
  {
    auto client = MakeClient(options, {.file = folder.Path("password"), .environment = {}});
    EXPECT_TRUE(client.ok()) << client.status();
    const auto got = (*client)->Exchange({.url = server.Url("/page"), .content_type = {}, .body = {}});
    EXPECT_TRUE(got.ok()) << got.status();
    EXPECT_FALSE(secret.FoundInMemory().empty()) << "the search finds it while it is in use";
  }
  return secret.FoundInMemory();
}

TEST_F(HttpsClientTest, NoPasswordIsLeftInMemory) {
  // A short one fits into a string itself, and is copied where a long one is moved.
  for (const size_t letters : {12, 24}) {
    EXPECT_THAT(LeftBehind(HttpsAuthentication::kBasic, R"("auth": "refuse", "offer": ["Basic"])", letters), IsEmpty());
    EXPECT_THAT(LeftBehind(HttpsAuthentication::kNtlm, R"("auth": "ntlm", "user": "\\ab")", letters), IsEmpty());
  }
}

}  // namespace
}  // namespace certsweep::replacer
