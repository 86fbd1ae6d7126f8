#include "replacer/issuer/est_issuer.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/ca_server.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class EstIssuerTest : public ::testing::Test {
 protected:
  EstIssuerTest() { test::WriteWholeFile(folder_.Path("password"), "geheim\n"); }
  void SetUp() override {
    if (!CaServer::Works()) GTEST_SKIP() << "python3 with ssl is not installed";
  }
  static std::string Script(const std::string& auth, const std::string& enroll) {
    return "{" + auth + R"(, "routes": {
      "/.well-known/est/servers/cacerts": [{"file": "cacerts", "type": "application/pkcs7-mime"}],
      "/.well-known/est/servers/simpleenroll": [)" +
           enroll + "]}}";
  }
  static void WriteAnswers(const CaServer& server) {
    server.Write("cacerts", absl::Base64Escape(Pkcs7Of({IssuingCa(), PolicyCa(), RootCa()})));
    server.Write("leaf", absl::Base64Escape(Pkcs7Of({OrderLeaf()})));
    server.Write("other", absl::Base64Escape(Pkcs7Of({OtherLeaf()})));
  }
  EstIssuerSettings Settings(const CaServer& server) {
    EstIssuerSettings settings;
    settings.url = server.Url("");
    settings.label = "servers";
    settings.ca_bundle = server.bundle();
    return settings;
  }
  std::unique_ptr<Issuer> Made(const EstIssuerSettings& settings) {
    auto issuer = EstIssuer::Create({.name = "est", .kind = settings, .resolve = {}}, settings, clock_);
    EXPECT_TRUE(issuer.ok()) << issuer.status();
    return issuer.ok() ? *std::move(issuer) : nullptr;
  }
  std::string Submitted(const std::string& enroll, int timeout_s = 60) {
    const CaServer server(Script(R"("auth": "none")", enroll));
    WriteAnswers(server);
    auto settings = Settings(server);
    settings.timeout_s = timeout_s;
    return Told(Made(settings)->Submit(TestOrder()));
  }

  test::TemporaryFolder folder_;
  test::ManualClock clock_;
};

constexpr char kIssued[] = "issued : CN=sps01 CN=Issuing CA CN=Policy CA CN=Root";

TEST_F(EstIssuerTest, Issued) { EXPECT_EQ(Submitted(R"({"file": "leaf"})"), kIssued); }

TEST_F(EstIssuerTest, TheSameAgainUntilItIsThere) {
  const CaServer server(
      Script(R"("auth": "none")", R"({"status": 202, "headers": {"Retry-After": "60"}}, {"file": "leaf"})"));
  WriteAnswers(server);
  const auto issuer = Made(Settings(server));
  EXPECT_THAT(Told(issuer->Submit(TestOrder())), AllOf(StartsWith("pending "), HasSubstr("(60 s)")));
  EXPECT_EQ(Told(issuer->Poll(TestOrder(), "any")), kIssued);
}

TEST_F(EstIssuerTest, OtherAnswers) {
  EXPECT_EQ(Submitted(R"({"status": 400, "text": "no"})"), "denied : status 400: no");
  EXPECT_THAT(Submitted(R"({"status": 503})"), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(R"({"fault": "hang"})", 1), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(R"({"fault": "endless"})"), StartsWith("RESOURCE_EXHAUSTED: "));
  EXPECT_THAT(Submitted(R"({"file": "other"})"), HasSubstr("another key"));
  EXPECT_THAT(Submitted(R"({"text": "<HTML>"})"), HasSubstr("holds no certificate"));
}

TEST_F(EstIssuerTest, Basic) {
  const CaServer server(Script(R"("auth": "basic", "user": "bob", "password": "geheim")", R"({"file": "leaf"})"));
  WriteAnswers(server);
  auto settings = Settings(server);
  EXPECT_THAT(Told(Made(settings)->Submit(TestOrder())), StartsWith("UNAUTHENTICATED: "));
  settings.authentication = EstAuthentication::kBasic;
  settings.username = "bob";
  settings.password.file = folder_.Path("password");
  EXPECT_EQ(Told(Made(settings)->Submit(TestOrder())), kIssued);
}

TEST_F(EstIssuerTest, ClientCertificate) {
  const auto client = test::CertificateBuilder("client").Key(test::TestKey::Ec("P-256", 60)).Build();
  test::WriteWholeFile(folder_.Path("client.pem"), client.Pem());
  test::WriteWholeFile(folder_.Path("client.key"), PrivateKeyPem(client.key));
  const CaServer server(Script(R"("auth": "none", "client_ca": "client.pem")", R"({"file": "leaf"})"), client.Pem());
  WriteAnswers(server);
  auto settings = Settings(server);
  EXPECT_THAT(Told(Made(settings)->Submit(TestOrder())), StartsWith("UNAVAILABLE: "));
  settings.authentication = EstAuthentication::kCertificate;
  settings.client_cert = folder_.Path("client.pem");
  settings.client_key = folder_.Path("client.key");
  EXPECT_EQ(Told(Made(settings)->Submit(TestOrder())), kIssued);
}

TEST_F(EstIssuerTest, SettingsThatDoNotDo) {
  const CaServer server(Script(R"("auth": "none")", ""));
  const auto problem = [&](auto change) {
    auto settings = Settings(server);
    change(settings);
    return EstIssuer::Create({.name = "est", .kind = settings, .resolve = {}}, settings, clock_).status().ToString();
  };
  EXPECT_THAT(problem([](auto& s) { s.url = "http://ca"; }), HasSubstr("url: "));
  EXPECT_THAT(problem([](auto& s) { s.label = "a/b"; }), HasSubstr("label"));
  EXPECT_THAT(problem([](auto& s) { s.authentication = EstAuthentication::kBasic; }), HasSubstr("username: "));
  EXPECT_THAT(problem([](auto& s) { s.authentication = EstAuthentication::kCertificate; }), HasSubstr("client_cert: "));
  EXPECT_THAT(problem([](auto& s) {
                s.authentication = EstAuthentication::kCertificate;
                s.client_cert = s.ca_bundle;
                s.client_key = "/nowhere";
              }),
              HasSubstr("client_key: "));
}

}  // namespace
}  // namespace certsweep::replacer
