#include "tests/engine/tls/tls_bytes.h"

#include <openssl/ssl.h>

namespace certsweep::tls {

namespace {

size_t ByteAt(std::string_view bytes, size_t index) { return static_cast<uint8_t>(bytes[index]); }

}  // namespace

std::string U8(size_t value) { return std::string(1, static_cast<char>(value & 0xff)); }
std::string U16(size_t value) { return U8(value >> 8) + U8(value); }
std::string U24(size_t value) { return U8(value >> 16) + U16(value); }

std::string Prefixed8(std::string_view body) { return U8(body.size()).append(body); }
std::string Prefixed16(std::string_view body) { return U16(body.size()).append(body); }
std::string Prefixed24(std::string_view body) { return U24(body.size()).append(body); }

std::string Record(uint8_t type, std::string_view fragment, uint16_t version) {
  return U8(type) + U16(version) + Prefixed16(fragment);
}

std::string HandshakeRecords(std::string_view bytes, size_t size, uint16_t version) {
  std::string records;
  for (size_t at = 0; at < bytes.size(); at += size) {
    records += Record(kHandshakeRecord, bytes.substr(at, size), version);
  }
  return records;
}

std::string Alert(uint8_t level, uint8_t description) { return Record(kAlertRecord, U8(level) + U8(description)); }

std::string Message(uint8_t type, std::string_view body) { return U8(type) + Prefixed24(body); }

std::string Join(std::initializer_list<std::string> parts) {
  std::string joined;
  for (const std::string& part : parts) joined += part;
  return joined;
}

std::string ServerHelloBody(const ServerHelloFields& fields) {
  std::string body = U16(fields.version) + fields.random + Prefixed8(fields.session_id) + U16(fields.cipher_suite) +
                     U8(fields.compression);
  if (fields.extensions) body += Prefixed16(*fields.extensions);
  return body;
}

std::string CertificateBody(const std::vector<std::string>& certificates, CertificateMessageForm form) {
  const bool tls13 = form == CertificateMessageForm::kTls13;
  std::string list;
  for (const std::string& certificate : certificates) {
    list += Prefixed24(certificate);
    if (tls13) list += Prefixed16("");
  }
  return (tls13 ? Prefixed8("") : "") + Prefixed24(list);
}

std::vector<RecordPlace> RecordsOf(std::string_view stream) {
  std::vector<RecordPlace> places;
  size_t at = 0;
  while (at + kRecordHeader <= stream.size()) {
    const size_t end = at + kRecordHeader + (ByteAt(stream, at + 3) << 8 | ByteAt(stream, at + 4));
    if (end > stream.size()) break;
    places.push_back({static_cast<uint8_t>(stream[at]), at, end});
    at = end;
  }
  return places;
}

}  // namespace certsweep::tls
