#include "cli/judge_inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/pki/chains.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::cli {
namespace {

using pki::FindingsText;
using test::kTestTime;
using test::TestCertificate;
using ::testing::AllOf;
using ::testing::HasSubstr;

class JudgeInputsTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    test::WriteWholeFile(folder_.Path(name), content);
    return folder_.Path(name);
  }

  // What is said of a leaf of `pki::Issuing()` that comes alone.
  std::string Judged(const JudgeSources& sources, pki::FindingCode* first = nullptr) {
    const absl::StatusOr<JudgeInputs> inputs = ReadJudgeInputs(sources);
    EXPECT_TRUE(inputs.ok()) << inputs.status();
    if (!inputs.ok()) return "error";
    const TestCertificate leaf = pki::Leaf().Serial(0x4f01).IssuedBy(pki::Issuing()).Build();
    const std::vector<pki::SentCertificate> sent = {{leaf.Parse(), ""}};
    const std::vector<pki::ReferenceIdentity> names = {*pki::ReferenceIdentity::Parse("leaf.example")};
    const pki::ChainJudgement judgement = inputs->judge->Judge(sent, names, kTestTime);
    if (first != nullptr && !judgement.findings.empty()) *first = judgement.findings.front().code;
    return std::string(judgement.trusted ? "trusted" : "not trusted") + ": " + FindingsText(judgement.findings);
  }

  static std::string ErrorOf(const JudgeSources& sources) {
    const absl::StatusOr<JudgeInputs> inputs = ReadJudgeInputs(sources);
    return inputs.ok() ? "no error" : std::string(inputs.status().message());
  }

  const test::TemporaryFolder folder_;
  const std::string root_ = Write("root.pem", pki::Root().Pem());
  const std::string issuing_ = Write("issuing.pem", pki::Issuing().Pem());
};

TEST_F(JudgeInputsTest, EverySourceIsUsed) {
  EXPECT_EQ(Judged({.trust = {root_}}), "not trusted: fail incomplete_chain 0");
  EXPECT_EQ(Judged({.trust = {root_}, .intermediates = {issuing_}}), "trusted: warn incomplete_chain 0");
  const std::string crl = Write("issuing.crl", test::RevocationListBuilder(pki::Issuing()).Revoke(0x4f01).Build());
  EXPECT_EQ(Judged({.trust = {root_}, .intermediates = {issuing_}, .crls = {crl}}),
            "not trusted: warn incomplete_chain 0, fail revoked 0");
  EXPECT_EQ(Judged({.trust = {issuing_}, .policy = {.min_ec_bits = 384}}), "trusted: fail weak_key 0");
  EXPECT_THAT(Judged({.trust = {issuing_}, .rules = pki::Rules::kWebPki}), HasSubstr("fail not_for_server_auth 0"));
}

TEST_F(JudgeInputsTest, CountsWhatItRead) {
  const std::string both = Write("both.pem", pki::Root().Pem() + pki::Issuing().Pem());
  const std::string crl = Write("root.crl", test::RevocationListBuilder(pki::Root()).Pem());
  const absl::StatusOr<JudgeInputs> inputs =
      ReadJudgeInputs({.trust = {both, root_}, .intermediates = {both, issuing_}, .crls = {crl, crl, crl}});
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(inputs->anchors, 2u);
  EXPECT_EQ(inputs->intermediates, 3u);
  EXPECT_EQ(inputs->crls, 3u);
}

TEST_F(JudgeInputsTest, TellsEveryProblemALineEach) {
  const std::string empty = Write("empty.pem", "");
  const std::string error = ErrorOf({.trust = {folder_.Path("no-root")},
                                     .intermediates = {folder_.Path("no-ca"), issuing_, empty},
                                     .crls = {folder_.Path("no-crl")}});
  EXPECT_EQ(error, folder_.Path("no-root") + ": No such file or directory\n" + folder_.Path("no-ca") +
                       ": No such file or directory\n" + empty + ": an empty file\n" + folder_.Path("no-crl") +
                       ": No such file or directory");
}

TEST_F(JudgeInputsTest, WhatIsOfAnotherKindIsAProblem) {
  EXPECT_THAT(ErrorOf({.trust = {root_}, .crls = {root_}}), AllOf(HasSubstr(root_), HasSubstr("no CRL in it")));
  const std::string crl = Write("root.crl", test::RevocationListBuilder(pki::Root()).Pem());
  EXPECT_THAT(ErrorOf({.trust = {crl}}), AllOf(HasSubstr(crl), HasSubstr("no certificate in it")));
}

TEST_F(JudgeInputsTest, SourcesAreCheckedWithoutTheSystems) {
  EXPECT_TRUE(CheckJudgeSources({}).ok());
  EXPECT_TRUE(CheckJudgeSources({.trust = {root_}, .intermediates = {issuing_}}).ok());
  const std::string empty = Write("empty.pem", "");
  const JudgeSources bad = {.trust = {folder_.Path("no-root")}, .intermediates = {empty}, .crls = {root_}};
  EXPECT_EQ(CheckJudgeSources(bad).message(), folder_.Path("no-root") + ": No such file or directory\n" + empty +
                                                  ": an empty file\n" + root_ + ": no CRL in it");
}

}  // namespace
}  // namespace certsweep::cli
