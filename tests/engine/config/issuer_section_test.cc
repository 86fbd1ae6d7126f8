#include "engine/config/issuer_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = IssuerSection::Kind;
using Auth = IssuerSection::Auth;

IssuerSection Issuer(const std::string& keys) {
  const Config config = Good("\n[issuer.corp]\n" + keys);
  const auto found = config.issuers.find("corp");
  EXPECT_EQ(config.issuers.size(), 1u);
  return found == config.issuers.end() ? IssuerSection() : found->second;
}

std::string BadIssuer(const std::string& keys) { return Bad("[issuer.corp]\n" + keys); }

constexpr const char* kAdcs = "kind = 'adcs'\nurl = 'https://ca/certsrv'\ntemplate = 'WebServer'\n";

TEST(IssuerSectionTest, ACaOfOnesOwn) {
  const IssuerSection local =
      Issuer("kind = 'local'\nca_cert = 'ca.pem'\nca_key = '/ca.key'\nchain = ['up.pem']\ndays = 90");
  EXPECT_EQ(local.name, "corp");
  EXPECT_EQ(local.line, 2);
  EXPECT_EQ(local.kind, Kind::kLocal);
  EXPECT_EQ(local.ca_cert, "etc/ca.pem");
  EXPECT_EQ(local.ca_key, "/ca.key");
  EXPECT_THAT(local.chain, ElementsAre("etc/up.pem"));
  EXPECT_EQ(local.days, 90);
  EXPECT_EQ(Issuer("kind = 'local'\nca_cert = 'a'\nca_key = 'b'").days, 397);
}

TEST(IssuerSectionTest, AnyProgram) {
  const IssuerSection command =
      Issuer("kind = 'command'\ncommand = ['lego', '--csr', '{csr}', '', '-x', '-x', '{cert}']\ntimeout = 5");
  EXPECT_EQ(command.kind, Kind::kCommand);
  EXPECT_THAT(command.command, ElementsAre("lego", "--csr", "{csr}", "", "-x", "-x", "{cert}"));
  EXPECT_EQ(command.timeout_us, 5'000'000);
  EXPECT_THAT(Issuer("kind = 'command'\ncommand = ['./sign', '--csr={csr}', '--out={cert}']").command,
              ElementsAre("etc/./sign", "--csr={csr}", "--out={cert}"));
  EXPECT_EQ(BadIssuer("kind = 'command'\ncommand = ['x']\ntimeout = 0"),
            "etc/c.toml:3: issuer.corp.command: has no {csr}\n"
            "etc/c.toml:3: issuer.corp.command: has no {cert}\n"
            "etc/c.toml:4: issuer.corp.timeout: is 0 and should be from 0.001 to 86400");
  EXPECT_EQ(BadIssuer("kind = 'command'\ncommand = ['', '{csr}', '{cert}']"),
            "etc/c.toml:3: issuer.corp.command: names no program");
  EXPECT_THAT(BadIssuer("kind = 'command'\ncommand = 'sign {csr} {cert}'"), HasSubstr("should be a list of strings"));
}

TEST(IssuerSectionTest, AnOfflineCa) {
  const IssuerSection folder = Issuer("kind = 'folder'\nout = 'to-ca'\nin = '/from-ca'");
  EXPECT_EQ(folder.kind, Kind::kFolder);
  EXPECT_EQ(folder.out, "etc/to-ca");
  EXPECT_EQ(folder.in, "/from-ca");
}

TEST(IssuerSectionTest, MicrosoftsWebEnrolment) {
  const IssuerSection adcs = Issuer(
      "kind = 'adcs'\nurl = 'HTTPS://ca.corp:8443/CertSrv/'\ntemplate = 'Web Server'\nauth = 'ntlm'\nusername = "
      "'CORP\\enrol'\n"
      "password_file = 'pw'\nca_bundle = 'root.pem'\nclient_certificate = 'c.pem'\nclient_key = 'c.key'");
  EXPECT_EQ(adcs.kind, Kind::kAdcs);
  EXPECT_EQ(adcs.url, "HTTPS://ca.corp:8443/CertSrv");
  EXPECT_EQ(adcs.certificate_template, "Web Server");
  EXPECT_EQ(adcs.auth, Auth::kNtlm);
  EXPECT_EQ(adcs.username, "CORP\\enrol");
  EXPECT_EQ(adcs.password_file, "etc/pw");
  EXPECT_EQ(adcs.password_env, "");
  EXPECT_EQ(adcs.ca_bundle, "etc/root.pem");
  EXPECT_EQ(adcs.client_certificate, "etc/c.pem");
  EXPECT_EQ(adcs.client_key, "etc/c.key");
  EXPECT_EQ(Issuer(kAdcs).auth, Auth::kNone);
  EXPECT_EQ(Issuer(std::string(kAdcs) + "auth = 'negotiate'").auth, Auth::kNegotiate);
}

TEST(IssuerSectionTest, Est) {
  const IssuerSection est = Issuer(
      "kind = 'est'\nurl = 'https://est.corp'\nlabel = 'servers'\nauth = 'basic'\nusername = 'u'\npassword_env = "
      "'EST_PW'");
  EXPECT_EQ(est.kind, Kind::kEst);
  EXPECT_EQ(est.url, "https://est.corp");
  EXPECT_EQ(est.label, "servers");
  EXPECT_EQ(est.auth, Auth::kBasic);
  EXPECT_EQ(est.password_env, "EST_PW");
  EXPECT_EQ(BadIssuer("kind = 'est'\nurl = 'https://est.corp/.well-known/est'\nlabel = 'a/b'"),
            "etc/c.toml:3: issuer.corp.url: should end before /.well-known, which is added\n"
            "etc/c.toml:4: issuer.corp.label: \"a/b\" should have letters, digits, - . _ and ~ alone");
}

TEST(IssuerSectionTest, EachKindHasKeysOfItsOwn) {
  EXPECT_EQ(BadIssuer("kind = 'local'\nca_cert = 'a'\nca_key = 'b'\nurl = 'https://ca/certsrv'\ncommand = ['x', "
                      "'{csr}', '{cert}']"),
            "etc/c.toml:5: issuer.corp.url: is no key of kind \"local\" (it is one of adcs, est)\n"
            "etc/c.toml:6: issuer.corp.command: is no key of kind \"local\" (it is one of command)");
  EXPECT_EQ(BadIssuer("kind = 'est'\nurl = 'https://e'\ntemplate = 'x'"),
            "etc/c.toml:4: issuer.corp.template: is no key of kind \"est\" (it is one of adcs)");
}

TEST(IssuerSectionTest, WhatIsMissingIsToldWithTheHeader) {
  EXPECT_EQ(Bad("\n[issuer.corp]\nkind = 'local'"),
            "etc/c.toml:2: issuer.corp: has no `ca_cert`\netc/c.toml:2: issuer.corp: has no `ca_key`");
  EXPECT_EQ(BadIssuer("kind = 'command'"), "etc/c.toml:1: issuer.corp: has no `command`");
  EXPECT_EQ(BadIssuer("kind = 'folder'\nin = 'a'"), "etc/c.toml:1: issuer.corp: has no `out`");
  EXPECT_EQ(BadIssuer("kind = 'adcs'"),
            "etc/c.toml:1: issuer.corp: has no `url`\netc/c.toml:1: issuer.corp: has no `template`");
  EXPECT_EQ(BadIssuer("kind = 'est'"), "etc/c.toml:1: issuer.corp: has no `url`");
  EXPECT_EQ(BadIssuer("days = 5"), "etc/c.toml:1: issuer.corp: has no `kind`");
  EXPECT_EQ(BadIssuer("kind = 'adsc'"), "etc/c.toml:2: issuer.corp.kind: \"adsc\" is not known; did you mean 'adcs'?");
  EXPECT_EQ(BadIssuer("kind = 5"), "etc/c.toml:2: issuer.corp.kind: is a whole number and should be a string");
}

TEST(IssuerSectionTest, UrlsAreHttpsAndPlain) {
  const auto bad = [](const std::string& url) {
    return BadIssuer("kind = 'adcs'\ntemplate = 'x'\nurl = '" + url + "'");
  };
  EXPECT_EQ(bad("http://ca/certsrv"), "etc/c.toml:4: issuer.corp.url: should begin with https://");
  EXPECT_EQ(bad("ca/certsrv"), "etc/c.toml:4: issuer.corp.url: should begin with https://");
  EXPECT_EQ(bad("https://ca"), "etc/c.toml:4: issuer.corp.url: should end in /certsrv");
  EXPECT_EQ(bad("https:///certsrv"), "etc/c.toml:4: issuer.corp.url: names no host");
  EXPECT_EQ(bad("https://"), "etc/c.toml:4: issuer.corp.url: should begin with https://");
  for (const char* url : {"https://ca/certsrv?x", "https://ca/#/certsrv", "https://c a/certsrv"}) {
    EXPECT_EQ(bad(url), "etc/c.toml:4: issuer.corp.url: should be a plain URL, without blanks, ? and #") << url;
  }
  EXPECT_EQ(
      bad("https://u:secret@ca/certsrv"),
      "etc/c.toml:4: issuer.corp.url: has a user or a password in it: use username, and password_file or password_env");
}

TEST(IssuerSectionTest, PasswordsComeFromElsewhereAndOnce) {
  const std::string user = std::string(kAdcs) + "auth = 'basic'\nusername = 'u'\n";
  EXPECT_EQ(
      BadIssuer(user + "password = 'secret'\npassword_env = 'X'"),
      "etc/c.toml:7: issuer.corp.password: a password does not stand in this file: use password_file or password_env");
  EXPECT_EQ(BadIssuer(user + "password_file = 'a'\npassword_env = 'B'"),
            "etc/c.toml:8: issuer.corp.password_env: stands beside password_file: which?");
  EXPECT_EQ(BadIssuer(user), "etc/c.toml:5: issuer.corp.auth: needs password_file or password_env");
  EXPECT_EQ(BadIssuer(user + "password_env = 'p4$$w0rd'"),
            "etc/c.toml:7: issuer.corp.password_env: is no name of an environment variable");
  EXPECT_EQ(BadIssuer(std::string(kAdcs) + "auth = 'ntlm'\npassword_file = 'a'"),
            "etc/c.toml:5: issuer.corp.auth: needs a username\n"
            "etc/c.toml:6: issuer.corp.password_file: stands there without a username");
  EXPECT_EQ(BadIssuer(std::string(kAdcs) + "username = 'u'\npassword_env = 'A'"),
            "etc/c.toml:5: issuer.corp.username: stands there without auth");
  EXPECT_EQ(BadIssuer(std::string(kAdcs) + "client_key = 'k'"),
            "etc/c.toml:5: issuer.corp.client_key: stands there without client_certificate");
  EXPECT_EQ(BadIssuer(std::string(kAdcs) + "auth = 'kerberos'"),
            "etc/c.toml:5: issuer.corp.auth: \"kerberos\" is not known (known: none, ntlm, negotiate, basic)");
}

TEST(IssuerSectionTest, LinesOfTheProtocolStayWhole) {
  EXPECT_THAT(BadIssuer("kind = 'adcs'\nurl = 'https://ca/certsrv'\ntemplate = \"a\\r\\nb\""),
              HasSubstr("has a control character in it"));
}

TEST(IssuerSectionTest, ThereMayBeSeveral) {
  const Config config = Good(
      "[issuer.a]\nkind = 'folder'\nout = 'o'\nin = 'i'\n[issuer.b]\nkind = 'local'\nca_cert = 'c'\nca_key = 'k'\n");
  ASSERT_EQ(config.issuers.size(), 2u);
  EXPECT_EQ(config.issuers.at("b").out, "") << "nothing is left of the one before";
  EXPECT_EQ(config.issuers.at("b").line, 5);
  EXPECT_EQ(config.given.at("issuer.b.ca_key").line, 8);
  EXPECT_EQ(Bad("[issuer]\nkind = 'local'"), "etc/c.toml:2: issuer.kind: stands outside of a section [issuer.NAME]");
}

TEST(IssuerSectionTest, AFileThatIsNotThereIsNoErrorOfAScan) {
  const Config config = Good("[issuer.a]\nkind = 'local'\nca_cert = 'c'\nca_key = 'k'\nchain = ['x', 'y']");
  EXPECT_EQ(config.replacement_files.size(), 4u);
  EXPECT_THAT(std::string(CheckReplacementFiles(config, Files({})).message()),
              HasSubstr("etc/c.toml:5: issuer.a.chain: etc/x: No such file or directory"));
}

}  // namespace
}  // namespace certsweep::config
