#include "replacer/issuer/adcs_issuer.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/adcs_page_files.h"
#include "tests/replacer/issuer/ca_server.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AdcsIssuerTest : public ::testing::Test {
 protected:
  AdcsIssuerTest() { test::WriteWholeFile(folder_.Path("password"), "geheim\r\n"); }
  void SetUp() override {
    if (!CaServer::Works()) GTEST_SKIP() << "python3 with ssl is not installed";
  }

  AdcsIssuerSettings Settings(const CaServer& server) {
    AdcsIssuerSettings settings;
    settings.url = server.Url("/certsrv");
    settings.template_name = "SpsWebServer";
    settings.username = "CORP\\bob";
    settings.password.file = folder_.Path("password");
    settings.ca_bundle = server.bundle();
    return settings;
  }
  static std::unique_ptr<Issuer> Made(const AdcsIssuerSettings& settings) {
    auto issuer = AdcsIssuer::Create({.name = "corp", .kind = settings, .resolve = {}}, settings);
    EXPECT_TRUE(issuer.ok()) << issuer.status();
    return issuer.ok() ? *std::move(issuer) : nullptr;
  }
  // A server that authenticates by NTLM and whose certfnsh.asp and certnew.cer answer these.
  static std::string Script(const std::string& submit, const std::string& fetch = R"({"file": "leaf.cer"})") {
    return R"({"auth": "ntlm", "user": "CORP\\bob", "routes": {"/certsrv/certfnsh.asp": [)" + submit +
           R"(], "/certsrv/certnew.cer": [)" + fetch +
           R"(], "/certsrv/certcarc.asp": [{"text": "var nRenewals=0;"}],
              "/certsrv/certnew.p7b?ReqID=CACert&Renewal=0&Enc=b64": [{"file": "chain.p7b", "type": "application/x-pkcs7-certificates"}]}})";
  }
  static void WritePages(const CaServer& server) {
    for (const char* page : {"issued.en.html", "issued.ja.html", "pending.en.html", "pending.de.html", "denied.ja.html",
                             "not_yet.en.html", "denied_later.en.html", "ca_down.en.html"}) {
      server.Write(page, AdcsPageFile(page));
    }
    server.Write("leaf.cer", OrderLeaf().Pem());
    server.Write("other.cer", OtherLeaf().Pem());
    server.Write("chain.p7b", test::PemOf("CERTIFICATE", Pkcs7Of({RootCa(), PolicyCa(), IssuingCa()})));
  }
  std::string Submitted(const std::string& script, int timeout_s = 60) {
    const CaServer server(script);
    WritePages(server);
    auto settings = Settings(server);
    settings.timeout_s = timeout_s;
    return Told(Made(settings)->Submit(TestOrder()));
  }

  test::TemporaryFolder folder_;
};

constexpr char kIssued[] = "issued 1204: CN=sps01 CN=Issuing CA CN=Policy CA CN=Root";

TEST_F(AdcsIssuerTest, IssuedOverOneNtlmConnection) {
  const CaServer server(Script(R"({"file": "issued.en.html"})"));
  WritePages(server);
  EXPECT_EQ(Told(Made(Settings(server))->Submit(TestOrder())), kIssued);
  const std::string requests = server.Requests();
  EXPECT_THAT(requests, AllOf(HasSubstr(R"("CertAttrib": "CertificateTemplate:SpsWebServer\r\n")"),
                              HasSubstr(R"("Mode": "newreq")"), HasSubstr(R"("user": "CORP\\bob")"),
                              HasSubstr(R"("agent": "Mozilla/5.0)"), HasSubstr("-----BEGIN CERTIFICATE REQUEST-----"),
                              Not(HasSubstr(R"("connection": 2)")), Not(HasSubstr("geheim"))));
}

TEST_F(AdcsIssuerTest, JobsOfSeveralThreadsShareIt) {
  const CaServer server(Script(R"({"file": "issued.en.html"})"));
  WritePages(server);
  const auto issuer = Made(Settings(server));
  std::vector<std::string> told(8);
  std::vector<std::thread> jobs;
  for (std::string& one : told) jobs.emplace_back([&] { one = Told(issuer->Submit(TestOrder())); });
  for (std::thread& job : jobs) job.join();
  EXPECT_THAT(told, Each(std::string(kIssued)));
}

TEST_F(AdcsIssuerTest, TheCommandsOfTheDocumentWork) {
  if (std::system("curl -V 2>/dev/null | grep -q NTLM") != 0) GTEST_SKIP() << "curl with NTLM is not installed";
  const std::string document = test::ReadWholeFile(CERTSWEEP_ADCS_DOCUMENT);
  const CaServer server(Script(R"({"file": "pending.en.html"})"));
  WritePages(server);
  test::WriteWholeFile(folder_.Path("sps01.csr"), TestOrder().csr_pem);
  std::filesystem::copy(server.bundle(), folder_.Path("corp-root.pem"));
  std::string script = "set -e; cd " + folder_.path() + "\n";
  for (const char* begin : {"    curl -sI", "    curl --cacert"}) {
    const size_t at = document.find(begin), end = document.find("\n\n", at);
    ASSERT_NE(at, std::string::npos) << begin;
    script += document.substr(at, end - at) + "\n";
  }
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (size_t at = script.find(from); at != std::string::npos; at = script.find(from, at + to.size())) {
      script.replace(at, from.size(), to);
    }
  };
  replace("https://ca01.corp.example", server.Url(""));
  replace("svc-certsweep'", "bob:geheim'");
  test::WriteWholeFile(folder_.Path("try.sh"), script);
  const std::string command = "bash " + folder_.Path("try.sh") + " >" + folder_.Path("said") + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(test::ReadWholeFile(folder_.Path("said")), AllOf(HasSubstr("401"), HasSubstr("Your Request Id is 1205")));
  EXPECT_THAT(server.Requests(), AllOf(HasSubstr(R"("CertAttrib": "CertificateTemplate:SpsWebServer\r\n")"),
                                       HasSubstr("-----END CERTIFICATE REQUEST-----")));
}

TEST_F(AdcsIssuerTest, AManagerApprovesOnMonday) {
  const CaServer server(Script(R"({"file": "pending.de.html"})",
                               R"({"file": "not_yet.en.html"}, {"status": 503}, {"file": "leaf.cer"})"));
  WritePages(server);
  const auto issuer = Made(Settings(server));
  EXPECT_THAT(Told(issuer->Submit(TestOrder())), StartsWith("pending 1205: "));
  EXPECT_THAT(Told(issuer->Poll(TestOrder(), "1205")), StartsWith("pending 1205: "));
  EXPECT_THAT(Told(issuer->Poll(TestOrder(), "1205")), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Told(issuer->Poll(TestOrder(), "1205")), StartsWith("issued 1205: CN=sps01 "));
  EXPECT_TRUE(absl::IsInvalidArgument(issuer->Poll(TestOrder(), "1&x").status()));
}

TEST_F(AdcsIssuerTest, Denied) {
  EXPECT_THAT(Submitted(Script(R"({"file": "denied.ja.html"})")), StartsWith("denied 1206: "));
  EXPECT_THAT(Submitted(Script(R"({"file": "issued.ja.html"})", R"({"file": "denied_later.en.html"})")),
              StartsWith("denied 1204: "));
}

TEST_F(AdcsIssuerTest, WrongContentTypes) {
  EXPECT_EQ(Submitted(Script(R"({"file": "issued.ja.html", "type": "application/octet-stream"})",
                             R"({"file": "leaf.cer", "type": "text/html"})")),
            kIssued);
}

TEST_F(AdcsIssuerTest, Trouble) {
  EXPECT_THAT(Submitted(Script(R"({"file": "ca_down.en.html"})")), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(Script(R"({"status": 503})")), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(Script(R"({"fault": "hang"})"), 1), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(Script(R"({"fault": "close"})")), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(Script(R"({"file": "issued.en.html"})", R"({"fault": "hang"})"), 3),
              StartsWith("pending 1204: "));
}

TEST_F(AdcsIssuerTest, HostileAnswers) {
  EXPECT_THAT(Submitted(Script(R"({"fault": "endless"})")), StartsWith("RESOURCE_EXHAUSTED: "));
  EXPECT_THAT(Submitted(Script(R"({"file": "issued.en.html"})", R"({"fault": "endless"})")),
              AllOf(StartsWith("pending 1204: "), HasSubstr("over 4096 KiB")));
  EXPECT_THAT(Submitted(Script(R"({"file": "issued.en.html"})", R"({"file": "other.cer"})")), HasSubstr("another key"));
  EXPECT_THAT(Submitted(Script(R"({"text": ""})")), StartsWith("UNAVAILABLE: "));
  EXPECT_THAT(Submitted(Script(R"({"status": 302, "headers": {"Location": "https://127.0.0.1:1/x"}})")),
              AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("not followed")));
}

TEST_F(AdcsIssuerTest, A401ThatStays) {
  const std::string refusing = R"({"auth": "refuse", "offer": ["Negotiate", "NTLM"], "routes": {}})";
  EXPECT_THAT(Submitted(refusing), AllOf(StartsWith("UNAUTHENTICATED: "), HasSubstr("Negotiate, NTLM"),
                                         HasSubstr("Extended Protection"), Not(HasSubstr("geheim"))));
  const CaServer server(refusing);
  auto settings = Settings(server);
  settings.authentication = AdcsAuthentication::kNegotiate;
  settings.username.clear();
  settings.password = {};
  EXPECT_THAT(Told(Made(settings)->Submit(TestOrder())), StartsWith("UNAUTHENTICATED: ")) << "without a ticket";
}

TEST_F(AdcsIssuerTest, Basic) {
  std::string script = Script(R"({"file": "issued.en.html"})");
  script.replace(script.find("ntlm"), 4, R"(basic", "password": "geheim)");
  const CaServer server(script);
  WritePages(server);
  auto settings = Settings(server);
  settings.authentication = AdcsAuthentication::kBasic;
  EXPECT_EQ(Told(Made(settings)->Submit(TestOrder())), kIssued);
}

TEST_F(AdcsIssuerTest, ThePasswordIsReadAgainEachTime) {
  const CaServer server(Script(R"({"file": "issued.en.html"})"));
  WritePages(server);
  const auto issuer = Made(Settings(server));
  test::WriteWholeFile(folder_.Path("password"), "");
  EXPECT_THAT(Told(issuer->Submit(TestOrder())), HasSubstr("password is empty"));
}

TEST_F(AdcsIssuerTest, SettingsThatDoNotDo) {
  const CaServer server(Script(""));
  const auto problem = [&](auto change) {
    auto settings = Settings(server);
    change(settings);
    return AdcsIssuer::Create({.name = "corp", .kind = settings, .resolve = {}}, settings).status().ToString();
  };
  EXPECT_THAT(problem([](auto& s) { s.url = "http://ca/certsrv"; }), HasSubstr("url: "));
  EXPECT_THAT(problem([](auto& s) { s.url = "https://ca/"; }), HasSubstr("must end in /certsrv"));
  EXPECT_THAT(problem([](auto& s) { s.template_name = ""; }), HasSubstr("template: "));
  EXPECT_THAT(problem([](auto& s) { s.username = ""; }), HasSubstr("username: "));
  EXPECT_THAT(problem([](auto& s) { s.password = {}; }), HasSubstr("password: "));
  EXPECT_THAT(problem([](auto& s) { s.password.file = "/nowhere"; }), StartsWith("NOT_FOUND: "));
  EXPECT_THAT(problem([](auto& s) { s.ca_bundle = "/nowhere"; }),
              AllOf(StartsWith("NOT_FOUND"), HasSubstr("ca_bundle")));
  EXPECT_THAT(problem([](auto& s) { s.ca_bundle = s.password.file; }), HasSubstr("no certificate in it"));
  EXPECT_THAT(problem([](auto& s) { s.timeout_s = 0; }), HasSubstr("timeout"));
  EXPECT_EQ(problem([](auto& s) { s.url += "/"; }), "OK");
}

}  // namespace
}  // namespace certsweep::replacer
