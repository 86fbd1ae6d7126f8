#include "engine/report/csv_rows.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// What a scan writes through these is tested with its sink; here is what only a line of the record can hold.
std::string RowOf(const ResultLine& line, const std::vector<std::string>& columns = {}) {
  std::string out;
  AppendCsvRow(line, columns, out);
  return out;
}

ResultLine Line() {
  ResultLine line;
  line.target = "sps-1:4343";
  line.host = "sps-1";
  line.port = 4343;
  line.time = 1767323045;
  line.attempts = 1;
  line.verdict = pki::Verdict::kCompliant;
  return line;
}

TEST(CsvRowsTest, HeaderAndRowHaveTheSameCells) {
  std::string header;
  AppendCsvHeader(std::vector<std::string>{"site"}, header);
  EXPECT_THAT(header, StartsWith("target,host,address,port,"));
  EXPECT_THAT(header, EndsWith(",sha256,spki_sha256,site\n"));
  const std::string row = RowOf(Line(), {"site"});
  EXPECT_EQ(row, "sps-1:4343,sps-1,,4343,,,2026-01-02T03:04:05Z,1,compliant,,,false,,,,,,,,,,,,,,,,\n");
  EXPECT_EQ(std::count(header.begin(), header.end(), ','), std::count(row.begin(), row.end(), ','));
}

TEST(CsvRowsTest, AWaivedFindingSaysWhy) {
  ResultLine line = Line();
  line.findings = {{.code = "expired", .message = "3 days ago", .waived = true, .waiver = "decommissioned, \"soon\""},
                   {.code = "weak_key", .message = "RSA 1024 bits"}};
  EXPECT_THAT(RowOf(line), HasSubstr(",expired;weak_key,\"expired: 3 days ago (waived: decommissioned, \"\"soon\"\"); "
                                     "weak_key: RSA 1024 bits\","));
}

TEST(CsvRowsTest, NoTextOfALineIsAFormulaOrObeyedByATerminal) {
  ResultLine line = Line();
  const std::string hostile("=1\x1b[2J\0", 7);
  line.findings = {{.code = hostile, .message = "m"}};
  line.tls_version = line.cipher = hostile;
  LeafLine& leaf = line.leaf.emplace();
  leaf.subject = leaf.key_type = leaf.sha256 = leaf.spki_sha256 = hostile;
  const std::string row = RowOf(line);
  EXPECT_THAT(row, Not(HasSubstr("\x1b")));
  EXPECT_THAT(row, Not(HasSubstr(",=")));
  EXPECT_THAT(row, HasSubstr(",'=1\\x1b[2J\\x00,"));
}

}  // namespace
}  // namespace certsweep::report
