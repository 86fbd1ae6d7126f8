// Writes DER for tests, well or badly: nothing is checked. Pure functions; a failure ends the test program.
#ifndef CERTSWEEP_TESTS_SUPPORT_DER_H_
#define CERTSWEEP_TESTS_SUPPORT_DER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::test {

// Identifier octets of one byte.
inline constexpr uint8_t kBooleanTag = 0x01;
inline constexpr uint8_t kIntegerTag = 0x02;
inline constexpr uint8_t kBitStringTag = 0x03;
inline constexpr uint8_t kOctetStringTag = 0x04;
inline constexpr uint8_t kNullTag = 0x05;
inline constexpr uint8_t kOidTag = 0x06;
inline constexpr uint8_t kUtf8StringTag = 0x0c;
inline constexpr uint8_t kPrintableStringTag = 0x13;
inline constexpr uint8_t kTeletexStringTag = 0x14;
inline constexpr uint8_t kIa5StringTag = 0x16;
inline constexpr uint8_t kUtcTimeTag = 0x17;
inline constexpr uint8_t kGeneralizedTimeTag = 0x18;
inline constexpr uint8_t kUniversalStringTag = 0x1c;
inline constexpr uint8_t kBmpStringTag = 0x1e;
inline constexpr uint8_t kSequenceTag = 0x30;
inline constexpr uint8_t kSetTag = 0x31;
inline constexpr uint8_t ContextTag(int number) { return static_cast<uint8_t>(0x80 + number); }
inline constexpr uint8_t ConstructedContextTag(int number) { return static_cast<uint8_t>(0xa0 + number); }

std::string Der(uint8_t tag, std::string_view contents);
std::string DerSequence(const std::vector<std::string>& elements);
std::string DerOid(std::string_view dotted);
std::string DerInteger(uint64_t value);
std::string DerBitString(std::string_view bytes);
// UTCTime through 2049, GeneralizedTime after that and before 1950 (RFC 5280, 4.1.2.5).
std::string DerTime(int64_t unix_seconds);

// {oid, NULL} or {oid, parameters}.
std::string AlgorithmIdentifier(std::string_view oid, std::string_view parameters = std::string_view("\x05\x00", 2));

// One attribute of a name. The value is written as it is; the tag says which string type it claims to be.
struct NameAttribute {
  std::string oid;
  std::string value;
  uint8_t tag = kUtf8StringTag;
};

// A Name: each element is one relative name, of one attribute or more (not sorted).
std::string DerName(const std::vector<std::vector<NameAttribute>>& relative_names);
// The Name with one commonName.
std::string CommonName(std::string_view common_name);

// One GeneralName, whole.
std::string DnsName(std::string_view name);
std::string IpName(std::string_view address);       // "10.0.0.1", "::1"
std::string IpRangeName(std::string_view network);  // for name constraints: "10.0.0.0/8"
std::string EmailName(std::string_view address);
std::string UriName(std::string_view uri);
std::string DirectoryName(std::string_view name_der);
std::string OtherName();

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_DER_H_
