#include "engine/report/result_line.h"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::report {

namespace {

namespace json = boost::json;

std::string_view View(const json::string& text) { return {text.data(), text.size()}; }

// Reads members of one object. The first that is not what it should be is kept, and everything after it left alone.
class ObjectReader {
 public:
  // `status` is shared by the readers of one line.
  ObjectReader(const json::object& object, absl::Status& status) : object_(object), status_(status) {}

  void Require(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      if (object_.if_contains({name.data(), name.size()}) == nullptr) Complain(name, "is missing");
    }
  }

  void Read(std::string_view name, std::string& out) {
    const json::value* value = Find(name);
    if (value == nullptr) return;
    if (!value->is_string()) return Complain(name, "is no string");
    out = View(value->get_string());
  }

  void Read(std::string_view name, bool& out) {
    const json::value* value = Find(name);
    if (value == nullptr) return;
    if (!value->is_bool()) return Complain(name, "is neither true nor false");
    out = value->get_bool();
  }

  template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
  void Read(std::string_view name, Integer& out) {
    const json::value* value = Find(name);
    if (value == nullptr) return;
    const int64_t* number = value->if_int64();
    if (number == nullptr || !std::in_range<Integer>(*number)) return Complain(name, "is no number, or out of range");
    out = static_cast<Integer>(*number);
  }

  template <class Value>
  void Read(std::string_view name, std::optional<Value>& out) {
    if (Find(name) == nullptr) return;
    Value value{};
    Read(name, value);
    out = value;
  }

  void Read(std::string_view name, std::vector<std::string>& out) {
    Each(name, [&](const json::value& element) {
      if (!element.is_string()) return Complain(name, "holds something that is no string");
      out.emplace_back(View(element.get_string()));
    });
  }

  void ReadTime(std::string_view name, int64_t& out) {
    std::string text;
    Read(name, text);
    if (text.empty()) return;
    const absl::StatusOr<int64_t> seconds = base::ParseRfc3339(text);
    if (!seconds.ok()) return Complain(name, "is no time");
    out = *seconds;
  }

  // `read` gets a reader of the member.
  template <class ReadMember>
  void Object(std::string_view name, ReadMember read) {
    const json::value* value = Find(name);
    if (value == nullptr) return;
    if (!value->is_object()) return Complain(name, "is no object");
    ObjectReader member(value->get_object(), status_);
    read(member);
  }

  template <class ReadElement>
  void Objects(std::string_view name, ReadElement read) {
    Each(name, [&](const json::value& element) {
      if (!element.is_object()) return Complain(name, "holds something that is no object");
      ObjectReader reader(element.get_object(), status_);
      read(reader);
    });
  }

  // `take` gets each member's name and text.
  template <class TakeMember>
  void Members(TakeMember take) {
    for (const auto& member : object_) {
      const std::string_view name(member.key().data(), member.key().size());
      if (!member.value().is_string()) return Complain(name, "is no string");
      take(name, View(member.value().get_string()));
    }
  }

  void Complain(std::string_view name, std::string_view why) {
    status_.Update(absl::InvalidArgumentError(absl::StrCat(base::ToAbsl(name), ": ", base::ToAbsl(why))));
  }

 private:
  const json::value* Find(std::string_view name) const {
    return status_.ok() ? object_.if_contains({name.data(), name.size()}) : nullptr;
  }

  template <class Take>
  void Each(std::string_view name, Take take) {
    const json::value* value = Find(name);
    if (value == nullptr) return;
    if (!value->is_array()) return Complain(name, "is no array");
    for (const json::value& element : value->get_array()) take(element);
  }

  const json::object& object_;
  absl::Status& status_;
};

void ReadVerdict(ObjectReader& reader, pki::Verdict& out) {
  std::string name;
  reader.Read("verdict", name);
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    if (pki::VerdictName(verdict) != name) continue;
    out = verdict;
    return;
  }
  reader.Complain("verdict", "is none that is known");
}

void ReadSeverity(ObjectReader& reader, pki::Severity& out) {
  std::string name;
  reader.Read("severity", name);
  for (const pki::Severity severity : {pki::Severity::kInfo, pki::Severity::kWarn, pki::Severity::kFail}) {
    if (pki::SeverityName(severity) != name) continue;
    out = severity;
    return;
  }
  reader.Complain("severity", "is none that is known");
}

void ReadFinding(ObjectReader& reader, FindingLine& finding) {
  reader.Require({"code", "severity"});
  reader.Read("code", finding.code);
  ReadSeverity(reader, finding.severity);
  reader.Read("depth", finding.depth);
  reader.Read("message", finding.message);
  reader.Read("expected", finding.expected);
  reader.Read("actual", finding.actual);
  reader.Read("waived", finding.waived);
  reader.Read("waiver", finding.waiver);
}

void ReadLeaf(ObjectReader& reader, LeafLine& leaf) {
  reader.Read("subject", leaf.subject);
  reader.Read("issuer", leaf.issuer);
  reader.Read("serial", leaf.serial);
  reader.ReadTime("not_before", leaf.not_before);
  reader.ReadTime("not_after", leaf.not_after);
  reader.Object("key", [&leaf](ObjectReader& key) {
    key.Read("type", leaf.key_type);
    key.Read("bits", leaf.key_bits);
    key.Read("curve", leaf.curve);
  });
  reader.Read("signature", leaf.signature);
  reader.Read("dns_names", leaf.dns_names);
  reader.Read("ip_addresses", leaf.ip_addresses);
  reader.Read("sha256", leaf.sha256);
  reader.Read("spki_sha256", leaf.spki_sha256);
  reader.Read("self_signed", leaf.self_signed);
}

void ReadCertificates(ObjectReader& reader, std::string_view name, std::vector<CertificateLine>& out) {
  reader.Objects(name, [&out](ObjectReader& element) {
    CertificateLine& certificate = out.emplace_back();
    element.Read("subject", certificate.subject);
    element.Read("sha256", certificate.sha256);
    element.Read("from", certificate.from);
    element.Read("parse_error", certificate.parse_error);
  });
}

void ReadEndpoint(ObjectReader& reader, ResultLine& result) {
  reader.Require({"target", "host", "port", "time", "verdict"});
  reader.Read("target", result.target);
  reader.Read("host", result.host);
  reader.Read("address", result.address);
  reader.Read("port", result.port);
  reader.Read("server_name", result.server_name);
  reader.Read("identities", result.identities);
  reader.ReadTime("time", result.time);
  reader.Read("attempts", result.attempts);
}

void ReadJudgement(ObjectReader& reader, ResultLine& result) {
  ReadVerdict(reader, result.verdict);
  reader.Read("mendable", result.mendable);
  reader.Read("queued", result.queued);
  reader.Read("judged_by_other_family", result.judged_by_other_family);
  reader.Read("proof_of_possession", result.proof_of_possession);
  reader.Objects("findings",
                 [&result](ObjectReader& finding) { ReadFinding(finding, result.findings.emplace_back()); });
}

void ReadSeen(ObjectReader& reader, ResultLine& result) {
  reader.Object("tls", [&result](ObjectReader& tls) {
    tls.Read("version", result.tls_version);
    tls.Read("cipher", result.cipher);
    tls.Read("group", result.group);
  });
  reader.Object("leaf", [&result](ObjectReader& leaf) { ReadLeaf(leaf, result.leaf.emplace()); });
  ReadCertificates(reader, "chain", result.chain);
  ReadCertificates(reader, "path", result.path);
  reader.Object("timing", [&result](ObjectReader& timing) {
    timing.Read("connect_us", result.connect_us);
    timing.Read("handshake_us", result.handshake_us);
  });
  reader.Object("columns", [&result](ObjectReader& columns) {
    columns.Members(
        [&result](std::string_view name, std::string_view text) { result.columns.emplace_back(name, text); });
  });
}

}  // namespace

std::string LeafLine::KeyText() const {
  if (!curve.empty()) return absl::StrCat(key_type, " ", curve);
  return key_bits > 0 ? absl::StrCat(key_type, " ", key_bits) : key_type;
}

bool ResultLine::IsCompliantByWaiver() const {
  return verdict == pki::Verdict::kCompliant &&
         std::any_of(findings.begin(), findings.end(), [](const FindingLine& finding) {
           return finding.waived && finding.severity == pki::Severity::kFail;
         });
}

std::string_view ResultLine::Column(std::string_view name) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [name](const auto& own) { return own.first == name; });
  return found == columns.end() ? std::string_view() : std::string_view(found->second);
}

absl::StatusOr<ResultLine> ParseResultLine(std::string_view line) {
  // All of a line's values lie in one piece of memory that goes at once.
  json::monotonic_resource memory;
  boost::system::error_code error;
  const json::value value = json::parse({line.data(), line.size()}, error, &memory);
  if (error) return absl::InvalidArgumentError(absl::StrCat("is no JSON: ", error.message()));
  if (!value.is_object()) return absl::InvalidArgumentError("is no JSON object");
  ResultLine result;
  absl::Status status;
  ObjectReader reader(value.get_object(), status);
  ReadEndpoint(reader, result);
  ReadJudgement(reader, result);
  ReadSeen(reader, result);
  if (!status.ok()) return status;
  return result;
}

}  // namespace certsweep::report
