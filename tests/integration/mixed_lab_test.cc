// Every kind of endpoint gets exactly its verdict and its findings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_split.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/pki/verdict.h"
#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class MixedLabTest : public ScanTest {
 protected:
  // Compares run.jsonl with the lab, line by line.
  void ExpectEveryLineRight() {
    const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
    std::map<std::string, boost::json::object> by_address;
    for (const boost::json::object& line : lines) by_address[Text(line, "address")] = line;
    ASSERT_EQ(lines.size(), lab().endpoints().size());
    ASSERT_EQ(by_address.size(), lines.size());
    for (const lab::LabEndpoint& endpoint : lab().endpoints()) {
      const lab::LabKindInfo& info = lab::InfoOf(endpoint.kind);
      const boost::json::object& line = by_address[endpoint.address.ToString()];
      SCOPED_TRACE(std::string(info.name) + ": " + boost::json::serialize(line).substr(0, 1500));
      ASSERT_FALSE(line.empty());
      EXPECT_EQ(Text(line, "host"), endpoint.host);
      EXPECT_EQ(Text(line, "port"), std::to_string(endpoint.port));
      EXPECT_EQ(Text(line, "verdict"), pki::VerdictName(info.verdict));
      EXPECT_EQ(Codes(line), info.ExpectedFindingsText());
    }
  }
};

TEST_F(MixedLabTest, EveryKindGetsItsVerdictAndFindings) {
  StartLab(400);
  const ScanResult result = ScanLab({"--handshake-timeout", "5"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  ExpectEveryLineRight();
  EXPECT_EQ(CountBy(JsonLines(ReadFile(Path("run.jsonl"))), "verdict"), ExpectedVerdicts(lab()));
}

TEST_F(MixedLabTest, EveryLineComesBackFromTheRecordAndWhatDidNotChangeIsStoredOnce) {
  StartLab(150);
  for (int64_t run = 1; run <= 2; ++run) {
    ScanLab({"--handshake-timeout", "3"});
    const absl::StatusOr<std::unique_ptr<estate::Estate>> record = estate::OpenSqliteEstate(Path("estate.db"));
    ASSERT_TRUE(record.ok()) << record.status();
    std::set<std::string> kept;
    const absl::Status visited = (*record)->VisitResults(
        run, {}, [&kept](const estate::ResultRow& row) { return kept.insert(row.json).second; });
    ASSERT_TRUE(visited.ok()) << visited;
    const std::string file = ReadFile(Path("run.jsonl"));
    const std::vector<std::string> lines = absl::StrSplit(file, '\n', absl::SkipEmpty());
    EXPECT_EQ(kept, std::set<std::string>(lines.begin(), lines.end()));
  }
  const absl::StatusOr<std::unique_ptr<estate::Estate>> record = estate::OpenSqliteEstate(Path("estate.db"));
  ASSERT_TRUE(record.ok()) << record.status();
  const absl::Status compared = (*record)->VisitChanges(1, 2, [](const estate::ResultChange& change) {
    ADD_FAILURE() << (change.before ? change.before->json : "-") << "\n" << (change.after ? change.after->json : "-");
    return true;
  });
  EXPECT_TRUE(compared.ok()) << compared;
}

TEST_F(MixedLabTest, AlsoWithOneWorkerAndFewSlots) {
  StartLab(150);
  const ScanResult result = ScanLab({"--handshake-timeout", "3", "-c", "20", "--threads", "1", "--retries", "0"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  ExpectEveryLineRight();
}

TEST_F(MixedLabTest, AlsoWithoutARecord) {
  StartLab(150);
  const ScanResult result = ScanLab({"--handshake-timeout", "3", "--no-record"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  ExpectEveryLineRight();
  EXPECT_THAT(ReadFile(Path("run.jsonl")), Not(HasSubstr("\"queued\"")));
}

TEST_F(MixedLabTest, StoppingAtTheCertificateJudgesItAllTheSame) {
  StartLab(60, "good-ecdsa=0.4,good-rsa=0.2,self-signed=0.2,expired=0.2");
  EXPECT_EQ(ScanLab({"--certificate-only"}).exit_code, 1);
  for (const boost::json::object& line : JsonLines(ReadFile(Path("run.jsonl")))) {
    EXPECT_THAT(Codes(line), HasSubstr("possession_not_proven"));
    EXPECT_EQ(Text(line, "proof_of_possession"), "false");
  }
  EXPECT_EQ(CountBy(JsonLines(ReadFile(Path("run.jsonl"))), "verdict"), ExpectedVerdicts(lab()));
}

TEST_F(MixedLabTest, TimeCanBeMovedForward) {
  StartLab(10, "good-ecdsa");
  EXPECT_EQ(ScanLab({"--time", "2099-01-01T00:00:00Z"}).exit_code, 1);
  for (const boost::json::object& line : JsonLines(ReadFile(Path("run.jsonl")))) {
    EXPECT_THAT(Codes(line), HasSubstr("expired"));
    EXPECT_THAT(Text(line, "time"), Not(StartsWith("2099"))) << "when it was probed, not as of when it was judged";
  }
}

TEST_F(MixedLabTest, IntermediatesCompleteAChain) {
  StartLab(10, "missing-intermediate");
  EXPECT_EQ(ScanLab().exit_code, 1);
  EXPECT_EQ(CountBy(JsonLines(ReadFile(Path("run.jsonl"))), "verdict")["noncompliant"], 10);
}

}  // namespace
}  // namespace certsweep::integration
