// [scan]: what would be typed each time.
#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/address_range.h"
#include "engine/base/text.h"
#include "engine/config/scan_values.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

ScanSection& Scan(const ValueReader& reader) { return reader.draft().config.scan; }

void ReadTargets(const ValueReader& reader) { Scan(reader).targets = reader.Paths(); }

void ReadPort(const ValueReader& reader) { Scan(reader).ports = reader.Ports(); }

void ReadProfile(const ValueReader& reader) {
  if (const auto name = reader.ProfileName()) Scan(reader).profile = *name;
}

// Addresses stand for themselves; what is none is a file.
void ReadExclude(const ValueReader& reader) {
  for (const ValueReader::Item& item : reader.Strings()) {
    const auto range = base::ParseAddressRange(item.text);
    if (!range.ok()) {
      reader.ComplainAbout(item, absl::StrCat("is no network and no range: ", range.status().message()));
    } else if (range->has_value() || base::IpAddress::Parse(item.text)) {
      Scan(reader).excludes.push_back(item.text);
    } else if (const auto path = reader.ReadablePath(item)) {
      Scan(reader).excludes.push_back(*path);
    }
  }
}

void ReadSkipInvalid(const ValueReader& reader) { Scan(reader).skip_invalid = reader.Boolean(); }

void ReadIdentity(const ValueReader& reader) { Scan(reader).identity = reader.Choice(kRangeIdentityNames); }

void ReadRules(const ValueReader& reader) {
  constexpr std::array kRules = {pki::Rules::kRfc5280, pki::Rules::kWebPki, pki::Rules::kPrivate};
  const std::array kNames = {pki::RulesName(kRules[0]), pki::RulesName(kRules[1]), pki::RulesName(kRules[2])};
  if (const auto place = reader.Choice(kNames)) Scan(reader).rules = kRules[*place];
}

void ReadWhere(const ValueReader& reader) {
  for (const ValueReader::Item& item : reader.Strings()) {
    auto filter = base::ColumnFilter::Parse(item.text);
    if (filter.ok()) {
      Scan(reader).where.push_back(*std::move(filter));
    } else {
      reader.Complain(item.line, base::ToStd(filter.status().message()));
    }
  }
}

void ReadCertificateOnly(const ValueReader& reader) { Scan(reader).certificate_only = reader.Boolean(); }

void ReadConcurrency(const ValueReader& reader) { Scan(reader).concurrency = reader.Integer(1, kMostConcurrency); }

void ReadThreads(const ValueReader& reader) { Scan(reader).threads = reader.Integer(1, kMostThreads); }

void ReadRate(const ValueReader& reader) { Scan(reader).rate = reader.Number(0, kMostRate); }

void ReadRatePerNetwork(const ValueReader& reader) { Scan(reader).rate_per_network = reader.Number(0, kMostRate); }

void ReadConnectTimeout(const ValueReader& reader) { Scan(reader).connect_timeout_us = reader.Micros(); }

void ReadHandshakeTimeout(const ValueReader& reader) { Scan(reader).handshake_timeout_us = reader.Micros(); }

void ReadRetries(const ValueReader& reader) { Scan(reader).retries = reader.Integer(0, kMostRetries); }

void ReadRecord(const ValueReader& reader) {
  const TomlValue& value = reader.value();
  if (value.kind == TomlValue::Kind::kBoolean) {
    if (value.integer != 0) return reader.Complain(value.line, "is true and should be a path, or false for none");
    Scan(reader).record = "";
    return;
  }
  const auto item = reader.Text();
  if (!item) return;
  if (item->text.find("://") != std::string::npos) {
    return reader.ComplainAbout(*item, "is no path: a record is a file");
  }
  if (const auto path = reader.Path(*item)) Scan(reader).record = *path;
}

void ReadIncludePem(const ValueReader& reader) { Scan(reader).include_pem = reader.Boolean(); }

constexpr std::array kSettings = {
    Setting{
        .key = "targets",
        .comment = "Lists and inventories. A TARGET or --targets on the command line takes their place, all of them.",
        .value = R"(["estate.csv"])",
        .is_on = false,
        .read = ReadTargets},
    Setting{.key = "port",
            .comment = "The ports of what has none of its own: a number or a list. Off: those of `profile`, or 443.",
            .value = "[443, 8443]",
            .is_on = false,
            .read = ReadPort},
    Setting{
        .key = "profile",
        .comment = "An appliance, for its ports: sps (4343, 443), lighttpd, nginx, apache, or one of [profile.NAME].",
        .value = R"("sps")",
        .is_on = false,
        .read = ReadProfile},
    Setting{.key = "exclude",
            .comment = "What is left alone: addresses, networks, ranges, and files of such and of host names.",
            .value = R"(["10.9.0.0/16"])",
            .is_on = false,
            .read = ReadExclude},
    Setting{.key = "skip_invalid",
            .comment = "Count bad lines of lists and go on without them.",
            .value = "false",
            .read = ReadSkipInvalid},
    Setting{.key = "identity",
            .comment = "What a certificate found in a network or range must be valid for: none, address or ptr.",
            .value = R"("none")",
            .read = ReadIdentity},
    Setting{.key = "rules",
            .comment = "Path validation: rfc5280, webpki or private.",
            .value = R"("private")",
            .read = ReadRules},
    Setting{.key = "where",
            .comment = "Only the lines of inventories that have these values in columns of their own; all must match.",
            .value = R"(["site=leeds"])",
            .is_on = false,
            .read = ReadWhere},
    Setting{.key = "certificate_only",
            .comment = "Stop at the Certificate message: cheaper, but nothing proves that the peer has the key.",
            .value = "false",
            .read = ReadCertificateOnly},
    Setting{.key = "concurrency", .comment = "Endpoints in flight at once.", .value = "500", .read = ReadConcurrency},
    Setting{.key = "threads",
            .comment = "Worker threads; off: one a processor.",
            .value = "4",
            .is_on = false,
            .read = ReadThreads},
    Setting{.key = "rate", .comment = "Endpoints a second, at most. 0: no limit.", .value = "0", .read = ReadRate},
    Setting{.key = "rate_per_network",
            .comment = "The same for each /24 or /48.",
            .value = "0",
            .read = ReadRatePerNetwork},
    Setting{
        .key = "connect_timeout", .comment = "Seconds for a TCP connection.", .value = "5", .read = ReadConnectTimeout},
    Setting{.key = "handshake_timeout",
            .comment = "Seconds for a TLS handshake.",
            .value = "15",
            .read = ReadHandshakeTimeout},
    Setting{.key = "retries",
            .comment = "Further tries, at the end, of what may be transient.",
            .value = "1",
            .read = ReadRetries},
    Setting{.key = "record",
            .comment =
                "The record of runs and results, or false for none. Off: estate.db in the folder where certsweep runs.",
            .value = R"("estate.db")",
            .is_on = false,
            .read = ReadRecord},
    Setting{.key = "include_pem",
            .comment = "JSON lines carry the certificates as PEM.",
            .value = "false",
            .read = ReadIncludePem},
};

}  // namespace

const Section& ScanSectionTable() {
  static constexpr Section kSection = {
      .name = "scan",
      .comment =
          "What `scan` would be told each time: its options, by their long names. What the command line gives\n"
          "counts more; a list there takes the place of the list here.",
      .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
