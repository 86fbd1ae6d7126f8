// ScanTest: a folder of its own, a lab in this process where asked for, and the real certsweep as a process beside it.
#ifndef CERTSWEEP_TESTS_INTEGRATION_SCAN_FIXTURE_H_
#define CERTSWEEP_TESTS_INTEGRATION_SCAN_FIXTURE_H_

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/lab/lab.h"
#include "tests/integration/process.h"

namespace certsweep::integration {

// What a scan left behind.
struct ScanResult {
  int exit_code = -1;
  std::string output;
  std::string errors;
  std::chrono::milliseconds took{};
};

class ScanTest : public testing::Test {
 protected:
  ScanTest();
  ~ScanTest() override;

  // Brings up a lab on a free port, with its inventory in lab.csv and its root in root.pem. One a test.
  void StartLab(int endpoints, std::string_view mix = {});
  const lab::Lab& lab() const { return *lab_; }

  // `certsweep scan ARGUMENTS` in the test's folder, to its end.
  ScanResult Scan(const std::vector<std::string>& arguments);
  // `scan -t lab.csv --trust root.pem -f jsonl -o run.jsonl ARGUMENTS`.
  ScanResult ScanLab(const std::vector<std::string>& arguments = {});
  // The options for a process that a test wants to handle itself.
  ProcessOptions ScanProcess(const std::vector<std::string>& arguments) const;
  std::vector<std::string> LabArguments(const std::vector<std::string>& more = {}) const;

  const std::string& folder() const { return folder_; }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
  std::unique_ptr<lab::Lab> lab_;
  int scans_ = 0;
};

// The lines of a JSONL file, each of which must be whole: a test failure where one is not.
std::vector<boost::json::object> JsonLines(const std::string& text);
std::string Text(const boost::json::object& line, std::string_view key);
// Codes of the findings, ordered by name and joined by ';'.
std::string Codes(const boost::json::object& line);
std::map<std::string, int> CountBy(const std::vector<boost::json::object>& lines, std::string_view key);
// What the lab's endpoints must get: verdict -> how many.
std::map<std::string, int> ExpectedVerdicts(const lab::Lab& lab);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_SCAN_FIXTURE_H_
