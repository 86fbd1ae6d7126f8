#include "engine/report/problem_table.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kLongestReason = 2000;
constexpr size_t kLongestMessage = 200;
constexpr size_t kRoomForReason = 48;
constexpr size_t kLongestTarget = 300;  // a name of 253 bytes and its port
constexpr size_t kLongestAddress = 64;

// Of those that are not waived.
int64_t CountOf(const std::vector<FindingLine>& findings, pki::Severity severity) {
  return std::count_if(findings.begin(), findings.end(), [severity](const FindingLine& finding) {
    return finding.severity == severity && !finding.waived;
  });
}

// The message, and the evidence where the message does not hold it: "nothing better than this was negotiated (TLSv1)".
std::string MessageOf(const FindingLine& finding) {
  std::string text = finding.message;
  const bool of_connection = !finding.depth && !finding.actual.empty();
  if (of_connection && text.find(finding.actual) == std::string::npos)
    absl::StrAppend(&text, " (", finding.actual, ")");
  return base::DisplayText(text, kLongestMessage);
}

// What is wrong, in two parts of a text.
struct Reason {
  std::string codes;
  std::string messages;

  void Add(const FindingLine& finding) {
    absl::StrAppend(&codes, codes.empty() ? "" : ", ", finding.code, finding.waived ? " (waived)" : "");
    std::string message = MessageOf(finding);
    if (finding.waived) {
      absl::StrAppend(&message, message.empty() ? "" : " ",
                      "(waived: ", base::DisplayText(finding.waiver, kLongestMessage), ")");
    }
    if (!message.empty()) absl::StrAppend(&messages, messages.empty() ? ": " : "; ", message);
  }
};

// "weak_key, expired: RSA 1024 bits, policy asks for 2048; expired at ...": what fails before what is to be known, that
// before what is waived, and the codes first, for a narrow terminal shows no more than them.
std::string ReasonOf(const std::vector<FindingLine>& findings) {
  Reason reason;
  for (const bool waived : {false, true}) {
    for (const pki::Severity severity : {pki::Severity::kFail, pki::Severity::kWarn}) {
      for (const FindingLine& finding : findings) {
        if (finding.severity == severity && finding.waived == waived) reason.Add(finding);
      }
    }
  }
  return base::DisplayText(reason.codes + reason.messages, kLongestReason);
}

}  // namespace

bool ProblemTable::Shows(pki::Verdict verdict) {
  return verdict == pki::Verdict::kNoncompliant || verdict == pki::Verdict::kNotJudged;
}

ProblemTable::Row ProblemTable::MakeRow(const ResultLine& line) {
  const int group = line.verdict == pki::Verdict::kNoncompliant ? 0 : 1;
  return {
      {group, -CountOf(line.findings, pki::Severity::kFail), -CountOf(line.findings, pki::Severity::kWarn), line.host,
       line.address, line.port},
      base::DisplayText(line.target, kLongestTarget),
      line.address == line.host ? "" : base::DisplayText(line.address, kLongestAddress),
      std::string(pki::VerdictName(line.verdict)),
      ReasonOf(line.findings),
  };
}

void ProblemTable::Add(const ResultLine& line) {
  if (!Shows(line.verdict)) return;
  ++seen_;
  rows_.push_back(MakeRow(line));
  if (options_.all) return;
  std::push_heap(rows_.begin(), rows_.end());
  if (rows_.size() <= options_.limit) return;
  std::pop_heap(rows_.begin(), rows_.end());
  rows_.pop_back();
}

bool ProblemTable::ShowsAddresses() const {
  std::set<std::string_view> targets;
  size_t before_reason = 0;
  size_t longest_address = 0;
  for (const Row& row : rows_) {
    targets.insert(row.target);
    before_reason = std::max(before_reason, row.target.size() + row.verdict.size() + row.address.size());
    longest_address = std::max(longest_address, row.address.size());
  }
  if (longest_address == 0) return false;
  // On a narrow terminal the reason is worth more, unless the address tells two rows apart.
  const bool narrow = options_.width > 0 && options_.width < before_reason + kRoomForReason;
  return !narrow || targets.size() < rows_.size();
}

std::string ProblemTable::Render() const {
  if (rows_.empty()) return {};
  std::vector<const Row*> sorted;
  sorted.reserve(rows_.size());
  for (const Row& row : rows_) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [](const Row* a, const Row* b) { return *a < *b; });
  std::vector<std::vector<TableCell>> cells;
  const bool addresses = ShowsAddresses();
  for (const Row* row : sorted) {
    const bool noncompliant = std::get<0>(row->rank) == 0;
    std::vector<TableCell>& line = cells.emplace_back();
    line.push_back({row->target});
    if (addresses) line.push_back({row->address});
    line.push_back({row->verdict, noncompliant ? TextColor::kRed : TextColor::kYellow});
    line.push_back({row->reason});
  }
  std::vector<TableColumn> columns = {{"TARGET"}, {"ADDRESS"}, {"VERDICT"}, {"WHAT IS WRONG"}};
  if (!addresses) columns.erase(columns.begin() + 1);
  std::string text = RenderTable(columns, cells, {options_.color, options_.width});
  const uint64_t left_out = seen_ - rows_.size();
  if (left_out > 0) absl::StrAppend(&text, "... and ", GroupedNumber(left_out), " more; --all shows them\n");
  return text;
}

}  // namespace certsweep::report
