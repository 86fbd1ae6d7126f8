#include "cli/verify_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/engine/pki/chains.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::cli {
namespace {

namespace json = boost::json;
using pki::StrictIssuing;
using pki::StrictLeaf;
using pki::StrictRoot;
using test::kTestTime;
using test::PemOf;
using test::RevocationListBuilder;
using ::testing::HasSubstr;

constexpr char kTime[] = "2026-01-02T03:04:05Z";

json::value Text(const std::string& text) { return json::value(json::string_view(text)); }

// A case that is answered with trust, and nothing to say against it.
json::object GoodCase() {
  return {{"id", "a case"},
          {"leaf_pem", StrictLeaf().Serial(0x4f01).Build().Pem()},
          {"intermediates_pem", json::array{StrictIssuing().Pem()}},
          {"roots_pem", json::array{StrictRoot().Pem()}},
          {"name", "leaf.example"},
          {"name_kind", "dns"},
          {"time", kTime},
          {"max_depth", nullptr},
          {"crls_pem", json::array{}}};
}

json::object With(const char* field, const json::value& value) {
  json::object object = GoodCase();
  object[field] = value;
  return object;
}

json::object AnswerToLine(const std::string& line, const VerifyCaseOptions& options = {}) {
  const std::string answer = AnswerVerifyCase(line, options);
  EXPECT_TRUE(answer.ends_with('\n'));
  EXPECT_EQ(answer.find('\n'), answer.size() - 1) << "one line";
  return json::parse(answer).as_object();
}

json::object Answer(const json::object& object, const VerifyCaseOptions& options = {}) {
  const json::object answer = AnswerToLine(json::serialize(object), options);
  EXPECT_EQ(answer.at("id"), object.at("id"));
  return answer;
}

// "trusted: warn expiring_soon 0".
std::string Said(const json::object& answer) {
  std::string text = answer.at("trusted").as_bool() ? "trusted:" : "not trusted:";
  for (const json::value& finding : answer.at("findings").as_array()) {
    text +=
        std::string(" ") + finding.at("severity").as_string().c_str() + " " + finding.at("code").as_string().c_str();
    if (const json::value* depth = finding.as_object().if_contains("depth"))
      text += " " + std::to_string(depth->as_int64());
  }
  return text;
}
std::string Said(const json::object& object, const VerifyCaseOptions& options) { return Said(Answer(object, options)); }
std::string SaidOf(const json::object& object) { return Said(object, {}); }

// What is said to be wrong with a case that can't be read.
std::string Unreadable(const json::object& answer) {
  EXPECT_EQ(Said(answer), "not trusted: fail malformed_certificate");
  EXPECT_FALSE(answer.contains("path"));
  const std::string message = answer.at("findings").at(0).at("message").as_string().c_str();
  constexpr std::string_view kPrefix = "the case can't be read: ";
  EXPECT_TRUE(message.starts_with(kPrefix)) << message;
  return message.substr(kPrefix.size());
}

TEST(VerifyCaseTest, AGoodCaseIsTrustedWithItsPath) {
  const json::object answer = Answer(GoodCase());
  EXPECT_EQ(Said(answer), "trusted:");
  const json::array& path = answer.at("path").as_array();
  ASSERT_EQ(path.size(), 3u);
  EXPECT_EQ(path[0].at("subject"), "CN=leaf");
  EXPECT_EQ(path[1].at("from"), "sent");
  EXPECT_EQ(path[2].at("from"), "anchor");
}

TEST(VerifyCaseTest, EachFieldCounts) {
  EXPECT_EQ(SaidOf(With("intermediates_pem", json::array{})), "not trusted: fail incomplete_chain 0");
  EXPECT_EQ(SaidOf(With("roots_pem", json::array{})), "not trusted: fail incomplete_chain 1");
  EXPECT_EQ(SaidOf(With("name", "other.example")), "not trusted: fail name_mismatch 0");
  EXPECT_EQ(SaidOf(With("time", "2040-01-01T00:00:00Z")), "not trusted: fail expired 0 fail expired 1 fail expired 2");
  EXPECT_EQ(SaidOf(With("max_depth", 1)), "trusted:");
  EXPECT_EQ(SaidOf(With("max_depth", 0)), "not trusted: fail path_length_exceeded 2");
  EXPECT_EQ(SaidOf(With("leaf_pem", Text(StrictLeaf().TamperedSignature().Build().Pem()))),
            "not trusted: fail bad_signature 0");
}

TEST(VerifyCaseTest, CrlsAreAsked) {
  const std::string root = RevocationListBuilder(StrictRoot()).Pem();
  const json::array good = {root + RevocationListBuilder(StrictIssuing()).Pem()};
  const json::array bad = {root, RevocationListBuilder(StrictIssuing()).Revoke(0x4f01).Pem()};
  EXPECT_EQ(SaidOf(With("crls_pem", good)), "trusted:");
  EXPECT_EQ(SaidOf(With("crls_pem", bad)), "not trusted: fail revoked 0");
  EXPECT_EQ(SaidOf(With("crls_pem", json::array{root})), "not trusted: fail revocation_unknown 0");
}

TEST(VerifyCaseTest, ALeafMayBringItsChain) {
  json::object object = With("leaf_pem", Text(StrictLeaf().Build().Pem() + StrictIssuing().Pem()));
  object["intermediates_pem"] = nullptr;
  EXPECT_EQ(SaidOf(object), "trusted:");
}

TEST(VerifyCaseTest, WhatIsAbsentOrNullIsNotAskedFor) {
  json::object object = GoodCase();
  for (const char* field : {"name", "name_kind", "max_depth", "crls_pem"}) object.erase(field);
  EXPECT_EQ(SaidOf(object), "trusted: info name_not_judged");
  for (const char* field : {"name", "name_kind", "max_depth", "crls_pem"}) object[field] = nullptr;
  EXPECT_EQ(SaidOf(object), "trusted: info name_not_judged");
}

TEST(VerifyCaseTest, WithoutATimeItIsNow) {
  EXPECT_EQ(Said(With("time", nullptr), {.now_unix_seconds = kTestTime}), "trusted:");
  EXPECT_THAT(Said(With("time", nullptr), {.now_unix_seconds = 2240611200}), HasSubstr("expired"));
  EXPECT_EQ(Said(GoodCase(), {.now_unix_seconds = 2240611200}), "trusted:") << "its own time counts more";
}

TEST(VerifyCaseTest, RulesAndPolicyComeFromTheOptions) {
  const json::object bare = With("leaf_pem", Text(pki::Leaf().IssuedBy(StrictIssuing()).Build().Pem()));
  EXPECT_THAT(SaidOf(bare), HasSubstr("fail not_for_server_auth 0"));
  EXPECT_EQ(Said(bare, {.rules = pki::Rules::kPrivate}), "trusted:");
  EXPECT_EQ(Said(GoodCase(), {.policy = {.max_validity_days = 1}}), "trusted: fail validity_too_long 0")
      << "the policy stands beside trust";
}

TEST(VerifyCaseTest, NamesThatNoCertificateCouldHave) {
  for (const char* name : {"", "*.example", "a..b", "10.0.0.300"}) {
    EXPECT_EQ(SaidOf(With("name", name)), "not trusted: fail name_mismatch 0") << name;
  }
  json::object object = With("name", "10.0.0.1");
  EXPECT_EQ(SaidOf(object), "not trusted: fail name_mismatch 0") << "an address is no DNS name";
  object["name_kind"] = "ip";
  object["leaf_pem"] = StrictLeaf().Ip("10.0.0.1").Build().Pem();
  EXPECT_EQ(SaidOf(object), "trusted:");
  object["name"] = "leaf.example";
  EXPECT_EQ(SaidOf(object), "not trusted: fail name_mismatch 0");
  object["name_kind"] = nullptr;
  EXPECT_EQ(SaidOf(object), "trusted:");
}

TEST(VerifyCaseTest, SaysWhichFieldCannotBeRead) {
  const auto message = [](const char* field, const json::value& value) {
    return Unreadable(Answer(With(field, value)));
  };
  EXPECT_EQ(message("leaf_pem", nullptr), "leaf_pem: is missing");
  EXPECT_EQ(message("leaf_pem", 1), "leaf_pem: is no string");
  EXPECT_EQ(message("leaf_pem", "text"), "leaf_pem: no certificate in it");
  EXPECT_EQ(message("leaf_pem", Text(PemOf("PRIVATE KEY", "key"))), "leaf_pem: no certificate in it");
  EXPECT_EQ(message("leaf_pem", "-----BEGIN CERTIFICATE-----\n"), "leaf_pem: line 1: CERTIFICATE has no END line");
  EXPECT_EQ(message("intermediates_pem", "text"), "intermediates_pem: is no array");
  EXPECT_EQ(message("intermediates_pem", json::array{1}), "intermediates_pem: holds something that is no string");
  EXPECT_THAT(message("roots_pem", json::array{"-----END X-----"}), HasSubstr("roots_pem: line 1: "));
  EXPECT_EQ(message("crls_pem", json::array{"text"}), "crls_pem: holds something without a CRL in it");
  EXPECT_THAT(message("crls_pem", json::array{PemOf("X509 CRL", "junk")}), HasSubstr("crls_pem: not a CRL"));
  EXPECT_EQ(message("name", 1), "name: is no string");
  EXPECT_EQ(message("name_kind", "email"), "name_kind: is neither dns nor ip");
  EXPECT_EQ(message("time", 1), "time: is no string");
  EXPECT_THAT(message("time", "noon"), HasSubstr("time: \"noon\" is not a time"));
  for (const json::value& depth : {json::value(-1), json::value("1"), json::value(0.5), json::value(1e300)}) {
    EXPECT_EQ(message("max_depth", depth), "max_depth: is no number of 0 or more") << depth;
  }
}

TEST(VerifyCaseTest, AGarbageCrlAmongGoodOnesIsNoReasonToTrust) {
  EXPECT_EQ(Unreadable(Answer(With("crls_pem", json::array{RevocationListBuilder(StrictRoot()).Pem(), ""}))),
            "crls_pem: holds something without a CRL in it");
}

TEST(VerifyCaseTest, ACertificateThatCannotBeParsedIsToldAndTheOthersAreUsed) {
  const json::value junk = Text(PemOf("CERTIFICATE", "junk"));
  const json::object answer = Answer(With("leaf_pem", junk));
  EXPECT_EQ(Said(answer), "not trusted: fail malformed_certificate 0");
  EXPECT_EQ(SaidOf(With("intermediates_pem", json::array{junk, StrictIssuing().Pem()})), "trusted:");
  EXPECT_EQ(SaidOf(With("roots_pem", json::array{junk, StrictRoot().Pem()})), "trusted:");
  EXPECT_EQ(SaidOf(With("roots_pem", json::array{junk})), "not trusted: fail incomplete_chain 1");
}

TEST(VerifyCaseTest, WhatIsNoCaseIsAnsweredWithoutAnId) {
  for (const char* line : {"{", "no JSON", "[]", "null", "1", "\"x\"", "{} {}", "\xff", "{\"id\":\"\xff\"}",
                           "\xef\xbb\xbf{}", "{\"id\":1,}", "{'id':1}"}) {
    const json::object answer = AnswerToLine(line);
    Unreadable(answer);
    EXPECT_TRUE(answer.at("id").is_null()) << line;
  }
  EXPECT_EQ(Unreadable(AnswerToLine("{}")), "leaf_pem: is missing");
  EXPECT_EQ(Unreadable(AnswerToLine(std::string(100'000, '['))), "not JSON: too deep");
  EXPECT_EQ(Unreadable(AnswerToLine(std::string("\0{}", 3))), "not JSON: syntax error");
}

TEST(VerifyCaseTest, AnyIdComesBackAsItWas) {
  for (const json::value& id : {json::value(7), json::value(-1), json::value(18446744073709551615u), json::value(0.5),
                                json::value("\u202e\"\\\n"), json::value(true), json::value(nullptr),
                                json::value(json::array{1, "a"}), json::value(json::object{{"a", json::object{}}})}) {
    EXPECT_EQ(SaidOf(With("id", id)), "trusted:") << id;
    EXPECT_EQ(Unreadable(Answer({{"id", id}})), "leaf_pem: is missing");
  }
  EXPECT_TRUE(AnswerToLine("{\"id\":1e999}").at("id").is_null()) << "no JSON can say it";
  EXPECT_TRUE(AnswerToLine("{\"id\":[-1e999]}").at("id").is_null());
}

TEST(VerifyCaseTest, ALineThatIsTooLongIsAnsweredToo) {
  EXPECT_EQ(Unreadable(AnswerToLine(std::string(kMaxCaseBytes + 1, ' '))), "a line of over 64 MiB");
}

}  // namespace
}  // namespace certsweep::cli
