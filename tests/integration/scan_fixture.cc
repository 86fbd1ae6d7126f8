#include "tests/integration/scan_fixture.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace certsweep::integration {

namespace {

constexpr auto kLongestScan = std::chrono::seconds(180);

std::string MakeFolder() {
  std::string path = testing::TempDir() + "certsweep-XXXXXX";
  return mkdtemp(path.data()) != nullptr ? path : std::string();
}

}  // namespace

ScanTest::ScanTest() : folder_(MakeFolder()) {}

ScanTest::~ScanTest() {
  lab_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ScanTest::StartLab(int endpoints, std::string_view mix) {
  lab::LabOptions options;
  options.endpoints = endpoints;
  options.port = 0;
  options.threads = 2;
  if (!mix.empty()) {
    const absl::StatusOr<lab::LabMix> parsed = lab::ParseLabMix(mix);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    options.mix = *parsed;
  }
  absl::StatusOr<std::unique_ptr<lab::Lab>> lab = lab::Lab::Start(options);
  ASSERT_TRUE(lab.ok()) << lab.status();
  lab_ = *std::move(lab);
  WriteFile(Path("lab.csv"), lab_->InventoryCsv());
  WriteFile(Path("root.pem"), lab_->TrustPem());
}

ProcessOptions ScanTest::ScanProcess(const std::vector<std::string>& arguments) const {
  ProcessOptions options;
  options.command = {CERTSWEEP_BINARY, "scan"};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  options.folder = folder_;
  return options;
}

std::vector<std::string> ScanTest::LabArguments(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments = {"-t", "lab.csv", "--trust", "root.pem", "-f", "jsonl", "-o", "run.jsonl"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

ScanResult ScanTest::Scan(const std::vector<std::string>& arguments) {
  ProcessOptions options = ScanProcess(arguments);
  options.name = "scan" + std::to_string(++scans_);
  const auto start = std::chrono::steady_clock::now();
  Process process(std::move(options));
  ScanResult result;
  result.exit_code = process.Wait(kLongestScan);
  result.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  result.output = process.Output();
  result.errors = process.Errors();
  return result;
}

ScanResult ScanTest::ScanLab(const std::vector<std::string>& arguments) { return Scan(LabArguments(arguments)); }

std::vector<boost::json::object> JsonLines(const std::string& text) {
  std::vector<boost::json::object> lines;
  for (size_t start = 0; start < text.size();) {
    const size_t end = text.find('\n', start);
    if (end == std::string::npos) {
      ADD_FAILURE() << "a torn last line: " << text.substr(start, 200);
      break;
    }
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(text.substr(start, end - start), error);
    if (error || !value.is_object()) {
      ADD_FAILURE() << "no JSON object: " << text.substr(start, end - start);
    } else {
      lines.push_back(std::move(value.as_object()));
    }
    start = end + 1;
  }
  return lines;
}

std::string Text(const boost::json::object& line, std::string_view key) {
  const boost::json::value* value = line.if_contains(key);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value);
}

std::string Codes(const boost::json::object& line) {
  std::set<std::string> codes;
  for (const boost::json::value& finding : line.at("findings").as_array()) {
    codes.insert(Text(finding.as_object(), "code"));
  }
  std::string joined;
  for (const std::string& code : codes) joined += (joined.empty() ? "" : ";") + code;
  return joined;
}

std::map<std::string, int> CountBy(const std::vector<boost::json::object>& lines, std::string_view key) {
  std::map<std::string, int> counts;
  for (const boost::json::object& line : lines) ++counts[Text(line, key)];
  return counts;
}

std::map<std::string, int> ExpectedVerdicts(const lab::Lab& lab) {
  std::map<std::string, int> counts;
  for (const lab::LabEndpoint& endpoint : lab.endpoints()) {
    ++counts[std::string(pki::VerdictName(lab::InfoOf(endpoint.kind).verdict))];
  }
  return counts;
}

}  // namespace certsweep::integration
