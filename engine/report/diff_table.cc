#include "engine/report/diff_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "engine/report/served_certificate_text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kLongestTarget = 300;  // a name of 253 bytes and its port

std::string_view Title(bool worse, ChangeKind kind) {
  static constexpr std::string_view kTitles[] = {
      "Newly failing",
      "Worse",
      "Newly unreachable",
      "Appeared",
      "Newly sharing a key",
      "Newly expiring",
      "Changed certificate",
      "No longer judged",
      "Disappeared",
      "Reachable again",
      "Better",
      "Waived",
      "Mended",
      "Changed otherwise",
  };
  static_assert(std::size(kTitles) == kChangeKindCount);
  if (worse && kind == ChangeKind::kAppeared) return "Appeared and not compliant";
  return kTitles[static_cast<size_t>(kind)];
}

TextColor ColorOf(bool worse, ChangeKind kind) {
  if (worse) return TextColor::kRed;
  if (kind == ChangeKind::kMended || kind == ChangeKind::kBetter || kind == ChangeKind::kReachableAgain) {
    return TextColor::kGreen;
  }
  const bool warns = kind == ChangeKind::kNewlySharedKey || kind == ChangeKind::kNewlyExpiring;
  return warns ? TextColor::kYellow : TextColor::kBold;
}

std::string VerdictText(const RunChange& change) {
  const std::string newest(pki::VerdictName(change.newest().verdict));
  if (!change.before || !change.after || change.before->verdict == change.after->verdict) return newest;
  return absl::StrCat(base::ToAbsl(pki::VerdictName(change.before->verdict)), " -> ", newest);
}

std::string CodesText(const RunChange& change) {
  std::vector<std::string> codes;
  codes.reserve(change.added.size() + change.removed.size());
  for (const std::string& code : change.added) codes.push_back("+" + code);
  for (const std::string& code : change.removed) codes.push_back("-" + code);
  return absl::StrJoin(codes, " ");
}

std::string CertificateText(const RunChange& change) {
  std::string text = "new certificate";
  if (change.after->leaf) absl::StrAppend(&text, " until ", DateText(change.after->leaf->not_after));
  if (change.same_key && *change.same_key) text += " with the same key";
  return text;
}

bool SameCertificates(const std::vector<CertificateLine>& a, const std::vector<CertificateLine>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const CertificateLine& x, const CertificateLine& y) { return x.sha256 == y.sha256; });
}

// For a change that no kind names: where to look.
std::string DifferingParts(const ResultLine& a, const ResultLine& b) {
  std::vector<std::string> parts;
  if (a.tls_version != b.tls_version || a.cipher != b.cipher || a.group != b.group) {
    parts.push_back(absl::StrCat("TLS: ", b.tls_version, " ", b.cipher, " ", b.group));
  }
  if (!SameCertificates(a.chain, b.chain)) parts.push_back("the chain that it sends");
  if (!SameCertificates(a.path, b.path)) parts.push_back("the path to an anchor");
  if (a.identities != b.identities || a.columns != b.columns || a.target != b.target) {
    parts.push_back("its line in the inventory");
  }
  return parts.empty() ? "evidence" : absl::StrJoin(parts, ", ");
}

}  // namespace

std::string DescribeChange(const RunChange& change) {
  std::vector<std::string> parts;
  const std::string codes = CodesText(change);
  if (!codes.empty()) parts.push_back(codes);
  if (change.Is(ChangeKind::kCertificateChanged)) parts.push_back(CertificateText(change));
  if (change.Is(ChangeKind::kNewlyExpiring) && change.after->leaf && !change.Is(ChangeKind::kCertificateChanged)) {
    parts.push_back("expires " + DateText(change.after->leaf->not_after));
  }
  if (change.Is(ChangeKind::kNewlySharedKey)) parts.push_back("others have the same key");
  if (parts.empty() && change.before && change.after) {
    parts.push_back(DifferingParts(*change.before, *change.after));
  }
  return base::DisplayText(absl::StrJoin(parts, ", "), 2000);
}

void DiffTable::Add(const RunChange& change) {
  ++seen_;
  const estate::EndpointKey& endpoint = change.endpoint;
  Row row{{!change.worse, change.kinds.front(), endpoint.host, endpoint.address, endpoint.port}, {}, {}, {}};
  ++totals_[{row.rank.not_worse, row.rank.kind}];
  const bool full = !options_.all && rows_.size() >= options_.limit;
  if (full && (rows_.empty() || !(row < rows_.front()))) return;
  row.target = base::DisplayText(change.newest().target, kLongestTarget);
  row.verdict = VerdictText(change);
  row.what = DescribeChange(change);
  if (full) {
    std::pop_heap(rows_.begin(), rows_.end());
    rows_.pop_back();
  }
  rows_.push_back(std::move(row));
  if (!options_.all) std::push_heap(rows_.begin(), rows_.end());
}

std::string DiffTable::RenderGroup(const Group& group, const Row* begin, const Row* end) const {
  const auto [not_worse, kind] = group;
  const std::string title = absl::StrCat(base::ToAbsl(Title(!not_worse, kind)), ": ", GroupedNumber(totals_.at(group)));
  std::vector<std::vector<TableCell>> cells;
  for (const Row* row = begin; row != end; ++row) {
    const std::string& address = row->rank.address;
    cells.push_back({{row->target},
                     {address == row->rank.host ? "" : base::DisplayText(address)},
                     {row->verdict, not_worse ? TextColor::kNone : TextColor::kRed},
                     {row->what}});
  }
  return absl::StrCat(
      Colored(title, ColorOf(!not_worse, kind), options_.color), "\n",
      RenderTable({{""}, {""}, {""}, {""}}, cells, {.color = options_.color, .width = options_.width, .indent = 2}));
}

std::string DiffTable::Render() {
  std::sort(rows_.begin(), rows_.end());
  std::string text;
  for (size_t begin = 0; begin < rows_.size();) {
    const Group group = {rows_[begin].rank.not_worse, rows_[begin].rank.kind};
    size_t end = begin;
    while (end < rows_.size() && Group(rows_[end].rank.not_worse, rows_[end].rank.kind) == group) ++end;
    absl::StrAppend(&text, text.empty() ? "" : "\n", RenderGroup(group, rows_.data() + begin, rows_.data() + end));
    begin = end;
  }
  const uint64_t left_out = seen_ - rows_.size();
  if (left_out > 0) absl::StrAppend(&text, "... and ", GroupedNumber(left_out), " more; --all shows them\n");
  return text;
}

}  // namespace certsweep::report
