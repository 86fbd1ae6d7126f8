// Whatever the line: one line of valid JSON comes back, with the id that could be read, and trust only with a path and
// nothing that speaks against it.

#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/verify_case.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/pki/finding.h"

namespace {

namespace base = certsweep::base;
namespace cli = certsweep::cli;
namespace json = boost::json;
namespace pki = certsweep::pki;

constexpr int64_t kNow = 1767323045;  // 2026-01-02T03:04:05Z

void Require(bool condition) {
  if (!condition) std::abort();
}

// The id that the line has; null where none can be read.
json::value IdOf(std::string_view line) {
  json::error_code error;
  const json::value value = json::parse(json::string_view(line.data(), line.size()), error);
  if (error || !value.is_object()) return nullptr;
  const json::value* id = value.get_object().if_contains("id");
  if (id == nullptr) return nullptr;
  const json::value readable = json::parse(json::serialize(*id), error);
  return error ? nullptr : readable;
}

void RequireFindings(const json::array& findings) {
  for (const json::value& finding : findings) {
    const json::string& code = finding.at("code").as_string();
    Require(pki::FindingCodeFromName({code.data(), code.size()}).has_value());
    Require(!finding.at("message").as_string().empty());
  }
}

void RequireAnswer(std::string_view line, pki::Rules rules) {
  const std::string answer = cli::AnswerVerifyCase(line, {.rules = rules, .policy = {}, .now_unix_seconds = kNow});
  Require(answer.find('\n') == answer.size() - 1 && base::IsValidUtf8(answer));
  json::error_code error;
  const json::value value = json::parse(answer, error);
  Require(!error && value.is_object());
  const json::object& object = value.get_object();
  Require(object.at("id") == IdOf(line));
  RequireFindings(object.at("findings").as_array());
  if (!object.at("trusted").as_bool()) {
    Require(!object.at("findings").as_array().empty());
    return;
  }
  Require(object.at("path").as_array().size() >= 2 || rules == pki::Rules::kPrivate);
  Require(object.at("path").as_array().back().at("from") == "anchor");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line = base::AsText({data, size});
  if (line.find('\n') != std::string_view::npos) return 0;
  for (const pki::Rules rules : {pki::Rules::kWebPki, pki::Rules::kPrivate}) RequireAnswer(line, rules);
  return 0;
}
