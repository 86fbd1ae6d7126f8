// Ctrl-C, a second one, kill -9, a closed pipe, a hung-up terminal.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "engine/estate/sqlite_estate.h"
#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using std::chrono::milliseconds;

// Silent ones keep the scan from ending while a test looks at it.
constexpr const char* kMix = "good-ecdsa=0.8,self-signed=0.1,silent=0.1";

class InterruptionTest : public ScanTest {
 protected:
  ProcessOptions LongScan(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = LabArguments({"--handshake-timeout", "60", "-c", "60"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ScanProcess(arguments);
  }

  size_t WholeLines() const {
    const std::string text = ReadFile(Path("run.jsonl"));
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  bool WaitForLines(size_t lines) const {
    for (int i = 0; i < 6000 && WholeLines() < lines; ++i) std::this_thread::sleep_for(milliseconds(5));
    return WholeLines() >= lines;
  }

  // Every JSON line that is in the record's latest run.
  std::set<std::string> RecordedLines() const {
    std::set<std::string> lines;
    const absl::StatusOr<std::unique_ptr<estate::Estate>> record = estate::OpenSqliteEstate(Path("estate.db"));
    EXPECT_TRUE(record.ok()) << record.status();
    if (!record.ok()) return lines;
    const absl::StatusOr<std::optional<estate::RunInfo>> run = (*record)->LatestRun();
    EXPECT_TRUE(run.ok() && run->has_value()) << run.status();
    if (!run.ok() || !run->has_value()) return lines;
    const absl::Status visited = (*record)->VisitResults((*run)->id, {}, [&lines](const estate::ResultRow& row) {
      lines.insert(row.json);
      return true;
    });
    EXPECT_TRUE(visited.ok()) << visited;
    return lines;
  }

  void ExpectRecordHasEveryLine() const {
    const std::set<std::string> recorded = RecordedLines();
    const std::string text = ReadFile(Path("run.jsonl"));
    for (size_t start = 0, end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
      EXPECT_TRUE(recorded.contains(text.substr(start, end - start))) << text.substr(start, 200);
    }
  }

  // How long a scan that is under way takes to end after `signal`; checks what it leaves.
  milliseconds InterruptWith(int signal) {
    Process scan(LongScan());
    EXPECT_TRUE(WaitForLines(60)) << scan.Errors();
    const auto start = std::chrono::steady_clock::now();
    scan.Send(signal);
    EXPECT_EQ(scan.Wait(std::chrono::seconds(20)), 130) << scan.Errors();
    const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
    EXPECT_GE(lines.size(), 60u);
    EXPECT_LT(lines.size(), lab().endpoints().size());
    EXPECT_NE(scan.Errors(), "");
    ExpectRecordHasEveryLine();
    return took;
  }
};

class InterruptionBySignalTest : public InterruptionTest, public testing::WithParamInterface<int> {};

TEST_P(InterruptionBySignalTest, EndsWithinASecondAndKeepsWhatWasFinished) {
  StartLab(600, kMix);
  // The best of three: other programs may have the processors just now.
  milliseconds best = milliseconds::max();
  for (int attempt = 0; attempt < 3 && best >= milliseconds(1000); ++attempt) {
    std::filesystem::remove(Path("run.jsonl"));
    best = std::min(best, InterruptWith(GetParam()));
  }
  EXPECT_LT(best, milliseconds(1000));
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptionBySignalTest, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST_F(InterruptionTest, ASecondSignalEndsItAtOnce) {
  StartLab(600, kMix);
  Process scan(LongScan());
  ASSERT_TRUE(WaitForLines(20)) << scan.Errors();
  scan.Send(SIGINT);
  scan.Send(SIGTERM);
  EXPECT_EQ(scan.Wait(std::chrono::seconds(5)), 130);
}

TEST_F(InterruptionTest, ASignalWhileInputIsReadEndsIt) {
  ProcessOptions options = ScanProcess({"-t", "fifo"});
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  Process scan(options);
  std::this_thread::sleep_for(milliseconds(300));
  scan.Send(SIGINT);
  EXPECT_EQ(scan.Wait(std::chrono::seconds(5)), 130);
  EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));
}

TEST_F(InterruptionTest, AHangUpThatIsIgnoredFromTheStartStaysIgnored) {
  StartLab(300, "good-ecdsa");
  ProcessOptions options = LongScan({"--rate", "150"});
  options.ignored_signals = {SIGHUP};
  Process scan(options);
  ASSERT_TRUE(WaitForLines(20)) << scan.Errors();
  scan.Send(SIGHUP);
  EXPECT_EQ(scan.Wait(), 0) << scan.Errors();
  EXPECT_EQ(WholeLines(), 300u);
}

TEST_F(InterruptionTest, AfterAKillTheRecordHasEveryLineThatWasWritten) {
  StartLab(600, kMix);
  for (const size_t lines : {1u, 50u, 200u}) {
    std::filesystem::remove(Path("run.jsonl"));
    Process scan(LongScan());
    ASSERT_TRUE(WaitForLines(lines)) << scan.Errors();
    scan.Send(SIGKILL);
    EXPECT_EQ(scan.Wait(), 128 + SIGKILL);
    ExpectRecordHasEveryLine();
  }
}

TEST_F(InterruptionTest, AClosedPipeEndsItWithoutAWord) {
  StartLab(400, "good-ecdsa=0.9,self-signed=0.1");
  for (const std::string format : {"jsonl", "csv"}) {
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    ProcessOptions options = ScanProcess({"-t", "lab.csv", "--trust", "root.pem", "-f", format, "-c", "4"});
    options.output_descriptor = ends[1];
    Process scan(options);
    close(ends[1]);
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    EXPECT_EQ(scan.Wait(), 130);
    EXPECT_EQ(scan.Errors(), "");
  }
}

TEST_F(InterruptionTest, APipeClosedBeforeTheTableEndsItWithoutAWord) {
  StartLab(20, "self-signed");
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  ProcessOptions options = ScanProcess({"-t", "lab.csv", "--trust", "root.pem"});
  options.output_descriptor = ends[1];
  Process scan(options);
  close(ends[1]);
  close(ends[0]);
  EXPECT_EQ(scan.Wait(), 130);
  EXPECT_EQ(scan.Errors(), "");
}

}  // namespace
}  // namespace certsweep::integration
