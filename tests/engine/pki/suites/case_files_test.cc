// The stored cases, as anyone can feed them to `certsweep verify --batch`.
#include "tests/engine/pki/suites/case_files.h"

#include <gtest/gtest.h>

#include "cli/verify_case.h"

namespace certsweep::pki::suites {
namespace {

std::string Answered(const StoredCase& stored, Rules rules) {
  return AnswerText(cli::AnswerVerifyCase(stored.line, {.rules = rules}));
}

TEST(CaseFiles, EachIsAnsweredAsItSays) {
  if (std::getenv("CERTSWEEP_WRITE_CASES") != nullptr) GTEST_SKIP() << "they are being written";
  EXPECT_GT(StoredCases().size(), 400u);
  for (const auto& [id, stored] : StoredCases()) {
    SCOPED_TRACE(id + ": " + stored.reason);
    EXPECT_EQ(Answered(stored, Rules::kRfc5280), stored.expected.rfc5280);
    EXPECT_EQ(Answered(stored, Rules::kWebPki), stored.expected.webpki);
    EXPECT_EQ(Answered(stored, Rules::kPrivate), stored.expected.priv);
  }
}

}  // namespace
}  // namespace certsweep::pki::suites
