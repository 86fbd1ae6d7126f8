// What the documents say of codes and kinds is what the code says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include "bench/lab/lab_kinds.h"
#include "engine/pki/chain_verifier.h"
#include "engine/pki/finding.h"

namespace certsweep::house {
namespace {

using ::testing::HasSubstr;

std::string ReadDocument(const std::string& name) {
  std::ifstream file(std::string(CERTSWEEP_SOURCE_DIR) + "/docs/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The document's table row about the code `name`, alone or beside others; empty if there is none.
std::string RowOf(const std::string& document, const std::string& name) {
  std::smatch row;
  const std::regex pattern("(^|\\n)(\\| (`\\w+`, )*`" + name + "`(, `\\w+`)* \\|[^\\n]*)");
  return std::regex_search(document, row, pattern) ? row[2].str() : std::string();
}

TEST(DocsTest, EveryFindingCodeHasItsSeverity) {
  const std::string document = ReadDocument("scanning.md");
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    const std::string name(pki::FindingCodeName(code));
    EXPECT_THAT(RowOf(document, name),
                HasSubstr("| " + std::string(pki::SeverityName(pki::DefaultSeverity(code))) + " |"))
        << name;
  }
}

TEST(DocsTest, FindingsThatACertificateMendsStandInTheirTable) {
  const std::string document = ReadDocument("scanning.md");
  const size_t split = document.find("**Not mended by one**");
  ASSERT_NE(split, std::string::npos);
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    const std::string name(pki::FindingCodeName(code));
    const bool mended = pki::IsMendedByNewCertificate(code);
    EXPECT_NE(RowOf(mended ? document.substr(0, split) : document.substr(split), name), "") << name;
  }
}

// 250000 as "250,000".
std::string Grouped(int number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
  return text;
}

TEST(DocsTest, TheBudgetIsThatOfTheCode) {
  const pki::VerifyBudget budget;
  for (const std::string& row :
       {"| signature checks | " + Grouped(budget.signature_checks_beyond_sent) + " beyond one ",
        "| candidates for an issuer looked at | " + Grouped(budget.candidates) + " |",
        "| comparisons of a name with a name constraint | " + Grouped(budget.name_comparisons) + " |",
        "| certificates in a row | " + Grouped(budget.path_certificates) + " |"}) {
    EXPECT_THAT(ReadDocument("verify.md"), HasSubstr(row));
  }
}

TEST(DocsTest, EveryCodeOfACertificateStandsBesideItsCheck) {
  const std::string document = ReadDocument("verify.md");
  for (int i = 0; i <= static_cast<int>(pki::FindingCode::kExpiringSoon); ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    if (code == pki::FindingCode::kCertificateMessageTooLarge) continue;  // what only a connection has
    EXPECT_THAT(document, HasSubstr("`" + std::string(pki::FindingCodeName(code)) + "`"));
  }
}

TEST(DocsTest, EveryKindOfTheLabHasItsRow) {
  const std::string document = ReadDocument("lab.md");
  for (const lab::LabKindInfo& info : lab::LabKinds()) {
    std::string findings;
    for (const pki::FindingCode code : info.expected_findings()) {
      findings += (findings.empty() ? "`" : " `") + std::string(pki::FindingCodeName(code)) + "`";
    }
    if (findings.empty()) findings = "none";
    const std::string row = "| `" + std::string(info.name) + "` | " +
                            std::to_string(static_cast<int>(info.default_share)) + " | " + std::string(info.about) +
                            " | `" + std::string(pki::VerdictName(info.verdict)) + "` | " + findings + " |";
    EXPECT_THAT(document, HasSubstr(row));
  }
}

}  // namespace
}  // namespace certsweep::house
