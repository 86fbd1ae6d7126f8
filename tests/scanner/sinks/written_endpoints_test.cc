#include "scanner/sinks/written_endpoints.h"

#include <string>
#include <vector>

#include "engine/report/csv_rows.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;
using Found = DoneEndpoints::Found;

report::ResultLine LineOf(std::string host, std::string address) {
  report::ResultLine line;
  line.host = std::move(host);
  line.address = std::move(address);
  line.target = line.host + ":443";
  line.port = 443;
  line.columns = {{"note", "two\nlines"}};
  return line;
}

std::string JsonOf(const report::ResultLine& line) {
  return R"({"target":")" + line.target + R"(","host":")" + line.host + R"(","address":")" + line.address +
         R"(","port":443,"time":"2026-01-02T03:04:05Z","verdict":"compliant"})" + "\n";
}

class WrittenEndpointsTest : public ::testing::Test {
 protected:
  WrittenEndpointsTest() {
    for (const report::ResultLine& line : lines_) {
      of_run_.Add(line.host, base::IpAddress::Parse(line.address), line.port, true);
    }
    of_run_.Sort();
    report::AppendCsvHeader(columns_, csv_);
    for (const report::ResultLine& line : lines_) {
      jsonl_ += JsonOf(line);
      report::AppendCsvRow(line, columns_, csv_);
    }
  }

  absl::StatusOr<DoneEndpoints> Jsonl(std::string_view content) {
    test::WriteWholeFile(path_, content);
    return ReadWrittenJsonl(path_, of_run_);
  }
  absl::StatusOr<DoneEndpoints> Csv(std::string_view content) {
    test::WriteWholeFile(path_, content);
    return ReadWrittenCsv(path_, columns_, of_run_);
  }
  std::string Error(const absl::StatusOr<DoneEndpoints>& result) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << result.status();
    return std::string(result.status().message());
  }

  const std::vector<report::ResultLine> lines_ = {LineOf("a.example", "10.0.0.1"), LineOf("a.example", "10.0.0.2"),
                                                  LineOf("b.example", "")};
  const std::vector<std::string> columns_ = {"note"};
  DoneEndpoints of_run_;
  std::string jsonl_, csv_;
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("run");
};

TEST_F(WrittenEndpointsTest, AllThatIsWhole) {
  for (const auto& written : {Jsonl(jsonl_), Csv(csv_)}) {
    ASSERT_TRUE(written.ok()) << written.status();
    EXPECT_EQ(written->size(), 3u);
    EXPECT_NE(written->Find("a.example", base::IpAddress::Parse("10.0.0.2"), 443), Found::kNo);
    EXPECT_NE(written->Find("b.example", std::nullopt, 443), Found::kNo);
  }
}

TEST_F(WrittenEndpointsTest, WhereverTheLastLineIsTornItDoesNotCount) {
  for (size_t cut = 1; cut < JsonOf(lines_.back()).size(); ++cut) {
    const auto written = Jsonl(jsonl_.substr(0, jsonl_.size() - cut));
    ASSERT_TRUE(written.ok()) << written.status();
    EXPECT_EQ(written->size(), 2u) << cut;
  }
  std::string last;
  report::AppendCsvRow(lines_.back(), columns_, last);
  for (size_t cut = 1; cut < last.size(); ++cut) {
    const auto written = Csv(csv_.substr(0, csv_.size() - cut));
    ASSERT_TRUE(written.ok()) << written.status();
    EXPECT_EQ(written->size(), 2u) << cut;
  }
}

TEST_F(WrittenEndpointsTest, WithoutAFileOrInAnEmptyOneThereIsNothing) {
  EXPECT_EQ(Jsonl("").value().size(), 0u);
  EXPECT_EQ(Csv("").value().size(), 0u);
  EXPECT_EQ(ReadWrittenJsonl(folder_.Path("none"), of_run_).value().size(), 0u);
  EXPECT_EQ(ReadWrittenCsv(folder_.Path("none"), columns_, of_run_).value().size(), 0u);
}

TEST_F(WrittenEndpointsTest, AnotherRunsFileIsRefused) {
  const report::ResultLine other = LineOf("other.example", "10.0.0.1");
  std::string row;
  report::AppendCsvRow(other, columns_, row);
  EXPECT_THAT(Error(Jsonl(jsonl_ + JsonOf(other))), HasSubstr("run:4: other.example:443 is no result of this run"));
  EXPECT_THAT(Error(Csv(csv_ + row)), HasSubstr("run:8: other.example:443 is no result of this run"));
  EXPECT_THAT(Error(Jsonl("a diary\n")), HasSubstr("run:1: no result: is no JSON"));
  EXPECT_THAT(Error(Csv("host,port\n")), HasSubstr("run:1: the header of another scan's CSV"));
  EXPECT_THAT(Error(Csv(csv_ + "a\n")), HasSubstr("run:8: no result"));
  EXPECT_THAT(Error(Csv(csv_ + "a\"b\n")), HasSubstr("run:8: "));
}

}  // namespace
}  // namespace certsweep::scanner
