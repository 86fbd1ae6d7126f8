#include "tests/engine/pki/suites/case_files.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace certsweep::pki::suites {
namespace {

namespace json = boost::json;

const testing::TestInfo& Running() { return *testing::UnitTest::GetInstance()->current_test_info(); }

// From the top of the repository on.
std::string Generator() {
  const std::string file = Running().file();
  const size_t top = file.rfind("tests/engine/");
  return top == std::string::npos ? file : file.substr(top);
}

std::string TextOf(const json::object& object, std::string_view name) {
  const json::string& text = object.at(json::string_view(name.data(), name.size())).as_string();
  return std::string(text.data(), text.size());
}

void ReadFileOfCases(const std::filesystem::path& path, std::map<std::string, StoredCase>* cases) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const json::object object = json::parse(line).as_object();
    const json::object& expected = object.at("expected").as_object();
    StoredCase stored{line, TextOf(object, "reason"), {}};
    stored.expected = {TextOf(expected, "rfc5280"), TextOf(expected, "webpki"), TextOf(expected, "private")};
    const std::string id = TextOf(object, "id");
    EXPECT_TRUE(cases->emplace(id, std::move(stored)).second) << path << ": two cases named " << id;
  }
}

void Append(const std::string& folder, const Case& one, const Scene& scene) {
  json::object object = json::parse(BatchLine(scene, StoredId(one))).as_object();
  object["reason"] = one.odd;
  object["generator"] = Generator();
  object["expected"] =
      json::object{{"rfc5280", one.expected.rfc5280}, {"webpki", one.expected.webpki}, {"private", one.expected.priv}};
  std::ofstream file(folder + "/" + Running().test_suite_name() + ".jsonl", std::ios::app);
  file << json::serialize(object) << '\n';
  file.flush();
  ASSERT_TRUE(file.good()) << folder;
}

}  // namespace

const std::map<std::string, StoredCase>& StoredCases() {
  static const auto* const cases = [] {
    auto* all = new std::map<std::string, StoredCase>;
    const std::filesystem::path folder(CERTSWEEP_CASES);
    if (!std::filesystem::exists(folder)) return all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".jsonl") ReadFileOfCases(entry.path(), all);
    }
    return all;
  }();
  return *cases;
}

std::string StoredId(const Case& one) {
  return std::string(Running().test_suite_name()) + "." + Running().name() + "/" + one.id;
}

void WriteOrFind(const Case& one, const Scene& scene) {
  if (const char* folder = std::getenv("CERTSWEEP_WRITE_CASES")) return Append(folder, one, scene);
  const auto stored = StoredCases().find(StoredId(one));
  ASSERT_NE(stored, StoredCases().end()) << "not in tests/testdata/pki: its `regenerate` writes it";
  EXPECT_EQ(stored->second.reason, one.odd);
  EXPECT_EQ(stored->second.expected.rfc5280, one.expected.rfc5280);
  EXPECT_EQ(stored->second.expected.webpki, one.expected.webpki);
  EXPECT_EQ(stored->second.expected.priv, one.expected.priv);
}

}  // namespace certsweep::pki::suites
