// Writes records and handshake messages byte by byte, well or badly: nothing is checked. Pure functions.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_TLS_BYTES_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_TLS_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tls/certificate_message.h"

namespace certsweep::tls {

inline constexpr uint8_t kChangeCipherSpecRecord = 20;
inline constexpr uint8_t kAlertRecord = 21;
inline constexpr uint8_t kHandshakeRecord = 22;
inline constexpr uint8_t kApplicationDataRecord = 23;
inline constexpr size_t kRecordHeader = 5;

inline constexpr uint8_t kWarning = 1;
inline constexpr uint8_t kFatal = 2;

std::string U8(size_t value);
std::string U16(size_t value);
std::string U24(size_t value);
// With its length in front, in one, two or three bytes.
std::string Prefixed8(std::string_view body);
std::string Prefixed16(std::string_view body);
std::string Prefixed24(std::string_view body);

std::string Record(uint8_t type, std::string_view fragment, uint16_t version = 0x0303);
// `bytes` in handshake records of `size` bytes each; the last one may be shorter.
std::string HandshakeRecords(std::string_view bytes, size_t size = 1 << 14, uint16_t version = 0x0303);
std::string Alert(uint8_t level, uint8_t description);
// A handshake message with its header.
std::string Message(uint8_t type, std::string_view body);

// For messages that are made one after the other: a braced list is evaluated from left to right, a sum is not.
std::string Join(std::initializer_list<std::string> parts);

struct ServerHelloFields {
  uint16_t version = 0x0303;
  std::string random = std::string(32, 'r');
  std::string session_id = {};
  uint16_t cipher_suite = 0xc02b;
  uint8_t compression = 0;
  std::optional<std::string> extensions = {};  // without the length in front
};
std::string ServerHelloBody(const ServerHelloFields& fields);

std::string CertificateBody(const std::vector<std::string>& certificates,
                            CertificateMessageForm form = CertificateMessageForm::kTls12);

// Where a record lies in a stream.
struct RecordPlace {
  uint8_t type = 0;
  size_t begin = 0;  // of its header
  size_t end = 0;
};
// The whole records at the front of `stream`.
std::vector<RecordPlace> RecordsOf(std::string_view stream);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_TLS_BYTES_H_
