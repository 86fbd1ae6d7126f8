#include "tests/support/der.h"

#include <openssl/bytestring.h>

#include <chrono>
#include <cstdio>

#include "engine/base/bytes.h"
#include "engine/base/ip_address.h"
#include "tests/support/check.h"

namespace certsweep::test {
namespace {

std::string DerLength(size_t length) {
  if (length < 0x80) return std::string(1, static_cast<char>(length));
  std::string octets;
  for (; length > 0; length >>= 8) octets.insert(octets.begin(), static_cast<char>(length & 0xff));
  return static_cast<char>(0x80 | octets.size()) + octets;
}

std::string TimeText(int64_t unix_seconds, bool four_digit_year) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof(text), "%04d%02u%02u%02d%02d%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return four_digit_year ? text : text + 2;
}

constexpr int64_t kYear1950 = -631152000;
constexpr int64_t kYear2050 = 2524608000;

}  // namespace

std::string Der(uint8_t tag, std::string_view contents) {
  std::string out(1, static_cast<char>(tag));
  out += DerLength(contents.size());
  out += contents;
  return out;
}

std::string DerSequence(const std::vector<std::string>& elements) {
  std::string contents;
  for (const std::string& element : elements) contents += element;
  return Der(kSequenceTag, contents);
}

std::string DerOid(std::string_view dotted) {
  bssl::ScopedCBB cbb;
  Check(CBB_init(cbb.get(), 16) && CBB_add_asn1_oid_from_text(cbb.get(), dotted.data(), dotted.size()) &&
            CBB_flush(cbb.get()),
        "bad OID");
  return Der(kOidTag, base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

std::string DerInteger(uint64_t value) {
  std::string octets;
  do {
    octets.insert(octets.begin(), static_cast<char>(value & 0xff));
    value >>= 8;
  } while (value > 0);
  if ((octets.front() & 0x80) != 0) octets.insert(octets.begin(), '\0');
  return Der(kIntegerTag, octets);
}

std::string DerBitString(std::string_view bytes) { return Der(kBitStringTag, std::string(1, '\0').append(bytes)); }

std::string DerTime(int64_t unix_seconds) {
  if (unix_seconds >= kYear1950 && unix_seconds < kYear2050) return Der(kUtcTimeTag, TimeText(unix_seconds, false));
  return Der(kGeneralizedTimeTag, TimeText(unix_seconds, true));
}

std::string AlgorithmIdentifier(std::string_view oid, std::string_view parameters) {
  return Der(kSequenceTag, DerOid(oid).append(parameters));
}

std::string DerName(const std::vector<std::vector<NameAttribute>>& relative_names) {
  std::string contents;
  for (const std::vector<NameAttribute>& attributes : relative_names) {
    std::string set;
    for (const NameAttribute& attribute : attributes) {
      set += DerSequence({DerOid(attribute.oid), Der(attribute.tag, attribute.value)});
    }
    contents += Der(kSetTag, set);
  }
  return Der(kSequenceTag, contents);
}

std::string CommonName(std::string_view common_name) { return DerName({{{"2.5.4.3", std::string(common_name)}}}); }

std::string DnsName(std::string_view name) { return Der(ContextTag(2), name); }

std::string IpName(std::string_view address) {
  const std::optional<base::IpAddress> parsed = base::IpAddress::Parse(address);
  Check(parsed.has_value(), "bad address");
  return Der(ContextTag(7), base::AsText(parsed->bytes()));
}

std::string IpRangeName(std::string_view network) {
  const std::optional<base::IpNetwork> parsed = base::IpNetwork::Parse(network);
  Check(parsed.has_value(), "bad network");
  std::string contents(base::AsText(parsed->first().bytes()));
  for (int bit = 0; bit < parsed->first().bits(); bit += 8) {
    const int ones = std::min(8, std::max(0, parsed->prefix() - bit));
    contents += static_cast<char>(0xff00 >> ones);
  }
  return Der(ContextTag(7), contents);
}

std::string EmailName(std::string_view address) { return Der(ContextTag(1), address); }

std::string UriName(std::string_view uri) { return Der(ContextTag(6), uri); }

std::string DirectoryName(std::string_view name_der) { return Der(ConstructedContextTag(4), name_der); }

std::string OtherName() {
  const std::string value = Der(ConstructedContextTag(0), Der(kUtf8StringTag, "user@corp.example"));
  return Der(ConstructedContextTag(0), DerOid("1.3.6.1.4.1.311.20.2.3") + value);
}

}  // namespace certsweep::test
