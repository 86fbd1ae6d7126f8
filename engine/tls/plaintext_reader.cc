#include "engine/tls/plaintext_reader.h"

#include <openssl/ssl.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/tls/certificate_message.h"

namespace certsweep::tls {

namespace {

constexpr size_t kMessageHeader = 4;
constexpr size_t kMaxOtherMessage = 128 * 1024;  // a ServerHello has at most 65,608

uint8_t ByteAt(const std::string& bytes, size_t index) { return static_cast<uint8_t>(bytes[index]); }

size_t LimitOf(uint8_t message_type) {
  return message_type == SSL3_MT_CERTIFICATE ? kMaxCertificateMessage : kMaxOtherMessage;
}

}  // namespace

base::Bytes PlaintextReader::message_body() const {
  return base::AsBytes(handshake_).subspan(handshake_at_, message_size_).subspan(kMessageHeader);
}

PlaintextReader::Event PlaintextReader::Next() {
  handshake_at_ += std::exchange(message_size_, 0);
  while (true) {
    Event event = NextMessage();
    if (event != Event::kNeedsMore) return event;
    const size_t before = record_at_;
    event = NextRecord();
    if (event != Event::kNeedsMore) return event;
    if (record_at_ == before) {
      DropConsumed();
      return Event::kNeedsMore;
    }
  }
}

PlaintextReader::Event PlaintextReader::NextMessage() {
  const base::Bytes rest = base::AsBytes(handshake_).subspan(handshake_at_);
  if (rest.size() < kMessageHeader) return Event::kNeedsMore;
  message_type_ = rest[0];
  const size_t size = size_t{rest[1]} << 16 | size_t{rest[2]} << 8 | rest[3];
  if (size > LimitOf(message_type_)) return Event::kTooLarge;
  if (rest.size() < kMessageHeader + size) return Event::kNeedsMore;
  message_size_ = kMessageHeader + size;
  return Event::kMessage;
}

// Takes one record; kNeedsMore also where it was taken and completed nothing.
PlaintextReader::Event PlaintextReader::NextRecord() {
  const std::string_view rest = std::string_view(records_).substr(record_at_);
  if (rest.size() < SSL3_RT_HEADER_LENGTH) return Event::kNeedsMore;
  const base::Bytes bytes = base::AsBytes(rest);
  const size_t size = size_t{bytes[3]} << 8 | bytes[4];
  if (bytes[1] != SSL3_VERSION_MAJOR) return Malformed(absl::StrCat("a record of major version ", bytes[1]));
  if (size > SSL3_RT_MAX_PLAIN_LENGTH) return Malformed(absl::StrCat("a record of ", size, " bytes"));
  if (bytes[0] != SSL3_RT_HANDSHAKE && bytes[0] != SSL3_RT_ALERT) {
    return Malformed(absl::StrCat("a record of type ", bytes[0], " before the handshake's end"));
  }
  if (rest.size() < SSL3_RT_HEADER_LENGTH + size) return Event::kNeedsMore;
  const std::string_view body = rest.substr(SSL3_RT_HEADER_LENGTH, size);
  record_at_ += SSL3_RT_HEADER_LENGTH + size;
  if (bytes[0] == SSL3_RT_HANDSHAKE) {
    // Once a record, not once a message: there may be thousands in it.
    handshake_.erase(0, std::exchange(handshake_at_, 0));
    handshake_.append(body);
    return Event::kNeedsMore;
  }
  alert_.append(body);
  if (alert_.size() < 2) return Event::kNeedsMore;
  if (alert_.size() > 2) return Malformed("an alert record of more than one alert");
  alert_level_ = ByteAt(alert_, 0);
  alert_description_ = ByteAt(alert_, 1);
  alert_.clear();
  return Event::kAlert;
}

void PlaintextReader::DropConsumed() {
  records_.erase(0, std::exchange(record_at_, 0));
  // Most conversations wait with nothing held: then hold no memory either.
  if (records_.empty()) std::string().swap(records_);
}

PlaintextReader::Event PlaintextReader::Malformed(std::string error) {
  error_ = std::move(error);
  return Event::kMalformed;
}

}  // namespace certsweep::tls
