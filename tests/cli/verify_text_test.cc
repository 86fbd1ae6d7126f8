#include "cli/verify_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/engine/pki/chains.h"

namespace certsweep::cli {
namespace {

namespace json = boost::json;
using pki::Issuing;
using pki::Leaf;
using pki::Root;
using test::CertificateBuilder;
using test::kTestTime;
using test::TestCertificate;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kRules = pki::Rules::kPrivate;

class VerifyTextTest : public testing::Test {
 protected:
  FileJudgement Judge(const std::string& content, const std::vector<TestCertificate>& anchors = {Root()},
                      const std::vector<TestCertificate>& intermediates = {}) {
    const pki::ChainJudge judge(pki::ChainVerifier(pki::Anchors(anchors), pki::Parsed(intermediates), kRules), {});
    absl::StatusOr<FileJudgement> file = JudgeFile(judge, path_, content, names_, kTestTime);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }

  VerifyQuestion Question() const { return {.names = names_, .rules = kRules, .unix_seconds = kTestTime}; }
  std::string Text(const FileJudgement& file, bool color = false) const {
    return RenderVerifyText(file, Question(), color);
  }
  json::object Json(const FileJudgement& file, bool include_pem = false) const {
    const std::string line = RenderVerifyJson(file, Question(), include_pem);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    return json::parse(line).as_object();
  }

  std::string path_ = "server.pem";
  std::vector<pki::ReferenceIdentity> names_ = {*pki::ReferenceIdentity::Parse("leaf.example")};
};

TEST_F(VerifyTextTest, AGoodFileToTheLetter) {
  EXPECT_EQ(Text(Judge(Leaf().IssuedBy(Issuing()).Build().Pem() + Issuing().Pem())),
            "server.pem: compliant, trusted\n"
            "    names      leaf.example\n"
            "    subject    CN=leaf\n"
            "    issuer     CN=Issuing\n"
            "    valid      2024-01-01T00:00:00Z to 2034-01-01T00:00:00Z\n"
            "    key        EC P-256\n"
            "    signature  ecdsa-with-SHA256\n"
            "    judged     by the rules private as of 2026-01-02T03:04:05Z\n"
            "  path\n"
            "    0  CN=leaf     in the file\n"
            "    1  CN=Issuing  in the file\n"
            "    2  CN=Root     trust anchor\n");
}

TEST_F(VerifyTextTest, ABadFileToTheLetter) {
  names_ = {*pki::ReferenceIdentity::Parse("other.example"), *pki::ReferenceIdentity::Parse("10.0.0.1")};
  const TestCertificate unrelated = pki::Ca("Unrelated", 5).Build();
  EXPECT_EQ(
      Text(Judge(Leaf().Valid(test::kTestNotBefore, kTestTime - test::kTestDay).IssuedBy(Issuing()).Build().Pem() +
                     unrelated.Pem(),
                 {Root()})),
      "server.pem: noncompliant, not trusted\n"
      "    names      other.example, 10.0.0.1\n"
      "    subject    CN=leaf\n"
      "    issuer     CN=Issuing\n"
      "    valid      2024-01-01T00:00:00Z to 2026-01-01T03:04:05Z\n"
      "    key        EC P-256\n"
      "    signature  ecdsa-with-SHA256\n"
      "    judged     by the rules private as of 2026-01-02T03:04:05Z\n"
      "  no path to a trust anchor; it breaks off\n"
      "    0  CN=leaf     in the file\n"
      "    ?  CN=Issuing  is not there\n"
      "  in the file, and not on the path\n"
      "    1  CN=Unrelated  issued by CN=Unrelated\n"
      "  findings\n"
      "    fail  incomplete_chain (certificate 0): the certificate of its issuer is not there: CN=Issuing\n"
      "          expected  CN=Issuing\n"
      "    fail  expired (certificate 0): expired at 2026-01-01T03:04:05Z, 1 day ago\n"
      "          expected  2026-01-02T03:04:05Z\n"
      "          actual    2026-01-01T03:04:05Z\n"
      "    fail  name_mismatch (certificate 0): not valid for other.example, 10.0.0.1\n"
      "          expected  other.example, 10.0.0.1\n"
      "          actual    leaf.example\n"
      "  what to do\n"
      "    incomplete_chain  append the issuer's certificate to the file, as the CA hands it out; to try, name it "
      "with --intermediates\n"
      "    expired           renew it; if it should be valid, look at --time and at the clock of this machine\n"
      "    name_mismatch     have one issued whose subjectAltName has every name and address that clients use; or "
      "correct --name\n");
}

TEST_F(VerifyTextTest, SaysWhereThePathBreaksOff) {
  const std::string leaf = Leaf().IssuedBy(Issuing()).Build().Pem();
  const TestCertificate stranger = pki::Ca("Stranger", 4).Build();
  EXPECT_THAT(Text(Judge(leaf + Issuing().Pem(), {stranger})), HasSubstr("    0  CN=leaf     in the file\n"
                                                                         "    1  CN=Issuing  in the file\n"
                                                                         "    ?  CN=Root     is not there\n"));
  EXPECT_THAT(Text(Judge(leaf + stranger.Pem() + Root().Pem() + Issuing().Pem(), {stranger})),
              AllOf(HasSubstr("    0  CN=leaf     in the file\n"
                              "    3  CN=Issuing  in the file\n"
                              "    2  CN=Root     in the file\n"
                              "    ?  CN=Root     is no trust anchor\n"),
                    HasSubstr("    1  CN=Stranger  issued by CN=Stranger\n")))
      << "numbered as in the file, as the findings are";
  EXPECT_THAT(Text(Judge(Leaf().Build().Pem())), HasSubstr("    0  CN=leaf  in the file\n"
                                                           "    ?  CN=leaf  is no trust anchor\n"));
  EXPECT_THAT(Text(Judge(Leaf().IssuedBy(Root()).TamperedSignature().Build().Pem())),
              HasSubstr("    ?  CN=Root  did not sign it\n"));
  EXPECT_THAT(Text(Judge(leaf, {stranger}, {Issuing()})), HasSubstr("    0  CN=leaf     in the file\n"
                                                                    "       CN=Issuing  --intermediates\n"
                                                                    "    ?  CN=Root     is not there\n"));
}

TEST_F(VerifyTextTest, APathThatIsNotValidIsShownAsSuch) {
  EXPECT_THAT(Text(Judge(Leaf().Valid(0, 1).IssuedBy(Root()).Build().Pem())),
              HasSubstr("  path, which is not valid\n"
                        "    0  CN=leaf  in the file\n"
                        "    1  CN=Root  trust anchor\n"));
}

TEST_F(VerifyTextTest, ANameThatIsEmptyIsToldSo) {
  const TestCertificate nameless = Leaf().Subject(test::DerName({})).CriticalSan().IssuedBy(Root()).Build();
  EXPECT_THAT(Text(Judge(nameless.Pem())),
              AllOf(HasSubstr("    subject    (empty)\n"), HasSubstr("    0  (empty)  in the file\n")));
}

TEST_F(VerifyTextTest, WhatIsNotOnTheWholePathIsShownWithoutANumber) {
  const TestCertificate unrelated = pki::Ca("Unrelated", 5).Build();
  EXPECT_THAT(Text(Judge(Leaf().IssuedBy(Root()).Build().Pem() + unrelated.Pem() + Root().Pem())),
              HasSubstr("  in the file, and not on the path\n      CN=Unrelated  issued by CN=Unrelated\n"));
}

TEST_F(VerifyTextTest, ManyOthersAreCounted) {
  std::string content = Leaf().IssuedBy(Root()).Build().Pem();
  for (int i = 0; i < 25; ++i) content += CertificateBuilder("other").Build().Pem();
  EXPECT_THAT(Text(Judge(content)), HasSubstr("      and 5 more\n"));
}

TEST_F(VerifyTextTest, AFileThatCannotBeParsed) {
  names_.clear();
  EXPECT_EQ(
      Text(Judge(test::PemOf("CERTIFICATE", "junk"))),
      "server.pem: noncompliant, not trusted\n"
      "    names   not judged: give --name to have it judged\n"
      "    judged  by the rules private as of 2026-01-02T03:04:05Z\n"
      "  no path to a trust anchor\n"
      "  in the file, and not on the path\n"
      "    0  (can't be parsed)\n"
      "  findings\n"
      "    fail  malformed_certificate (certificate 0): it cannot be parsed: line 1: not a DER SEQUENCE of its own "
      "length\n"
      "    info  name_not_judged: no name to judge the certificate by\n"
      "  what to do\n"
      "    malformed_certificate  copy it once more from where it was issued; if it is the same there, have it "
      "issued anew\n");
}

TEST_F(VerifyTextTest, AdviceStandsOnceHoweverOftenItApplies) {
  const TestCertificate old = pki::Ca("Issuing", 2).Valid(0, 1).IssuedBy(Root()).Build();
  const std::string text = Text(Judge(Leaf().Valid(0, 1).IssuedBy(old).Build().Pem() + old.Pem()));
  EXPECT_THAT(text, AllOf(HasSubstr("expired (certificate 0)"), HasSubstr("expired (certificate 1)")));
  EXPECT_EQ(text.find("renew it"), text.rfind("renew it"));
}

TEST_F(VerifyTextTest, HostileTextDoesATerminalNoHarm) {
  const std::string evil = "\x1b[2J\r\n\u202e\xc2\x9b";
  path_ = "a\x1b[31m\n.pem";
  const TestCertificate leaf =
      CertificateBuilder(evil).Dns(evil).IssuerName(test::DerName({{{"2.5.4.3", evil}}})).Build();
  for (const std::string& text :
       {Text(Judge(leaf.Pem() + CertificateBuilder(evil).Build().Pem())), Text(Judge(leaf.Pem(), {}, {leaf}))}) {
    EXPECT_THAT(text, StartsWith("a\\x1b[31m\\x0a.pem: "));
    for (const char* bad : {"\x1b", "\r", "\u202e", "\xc2\x9b"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
  }
  const std::string line = RenderVerifyJson(Judge(leaf.Pem()), Question(), true);
  for (const char* bad : {"\x1b", "\r", "\u202e", "\xc2\x9b"}) EXPECT_THAT(line, Not(HasSubstr(bad)));
}

TEST_F(VerifyTextTest, ColorIsForWhoWantsIt) {
  const FileJudgement file = Judge(Leaf().Build().Pem());
  EXPECT_THAT(Text(file, true), AllOf(HasSubstr("\x1b[31mnoncompliant\x1b[0m"), HasSubstr("\x1b[31mfail\x1b[0m")));
  EXPECT_THAT(Text(file, false), Not(HasSubstr("\x1b")));
}

TEST_F(VerifyTextTest, StandardInputHasAName) {
  path_ = "-";
  const FileJudgement file = Judge(Leaf().Build().Pem());
  EXPECT_THAT(Text(file), StartsWith("standard input: noncompliant"));
  EXPECT_EQ(Json(file).at("file"), "-");
}

TEST_F(VerifyTextTest, JsonHasEveryField) {
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  const json::object line = Json(Judge(leaf.Pem() + Issuing().Pem()));
  EXPECT_EQ(line.at("file"), "server.pem");
  EXPECT_EQ(line.at("verdict"), "compliant");
  EXPECT_EQ(line.at("trusted"), true);
  EXPECT_EQ(line.at("private_key"), false);
  EXPECT_EQ(line.at("rules"), "private");
  EXPECT_EQ(line.at("time"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(line.at("names"), json::array{"leaf.example"});
  EXPECT_EQ(line.at("findings"), json::array{});
  EXPECT_EQ(line.at("leaf").at("subject"), "CN=leaf");
  EXPECT_FALSE(line.at("leaf").as_object().contains("pem"));
  EXPECT_EQ(line.at("chain").as_array().size(), 2u);
  EXPECT_EQ(line.at("chain").at(1).at("subject"), "CN=Issuing");
  EXPECT_EQ(line.at("chain").at(1).at("sha256").as_string().size(), 64u);
  EXPECT_EQ(line.at("path").as_array().size(), 3u);
  EXPECT_EQ(Json(Judge(leaf.Pem()), true).at("leaf").at("pem").as_string(), leaf.Pem());
}

TEST_F(VerifyTextTest, JsonLeavesOutWhatThereIsNot) {
  const json::object unparsed = Json(Judge(test::PemOf("CERTIFICATE", "junk")));
  EXPECT_FALSE(unparsed.contains("leaf"));
  EXPECT_FALSE(unparsed.contains("path"));
  EXPECT_THAT(std::string(unparsed.at("chain").at(0).at("parse_error").as_string()), HasSubstr("line 1: "));
  const json::object line = Json(Judge(Leaf().Build().Pem()));
  EXPECT_EQ(line.at("verdict"), "noncompliant");
  EXPECT_EQ(line.at("trusted"), false);
  EXPECT_FALSE(line.contains("path"));
  EXPECT_EQ(line.at("findings").at(0).at("code"), "self_signed");
}

}  // namespace
}  // namespace certsweep::cli
