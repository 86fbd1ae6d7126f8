// PlaintextReader: takes the unencrypted start of a TLS or SSL 3 conversation apart, into handshake messages and
// alerts, however they are cut into records (RFC 5246, 6.2.1). Not thread-safe.
#ifndef CERTSWEEP_ENGINE_TLS_PLAINTEXT_READER_H_
#define CERTSWEEP_ENGINE_TLS_PLAINTEXT_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/bytes.h"

namespace certsweep::tls {

class PlaintextReader {
 public:
  enum class Event : uint8_t {
    kNeedsMore,  // nothing whole is left
    kMessage,    // message_type(), message_body()
    kTooLarge,   // a message of message_type() is larger than its limit
    kAlert,      // alert_level(), alert_description()
    kMalformed,  // a record that can't be; error()
  };

  void Append(base::Bytes input) { records_.append(base::AsText(input)); }
  // The next thing in what was appended. After kTooLarge and kMalformed there is no next.
  Event Next();

  uint8_t message_type() const { return message_type_; }
  // Without its header; valid until the next call of Next.
  base::Bytes message_body() const;
  uint8_t alert_level() const { return alert_level_; }
  uint8_t alert_description() const { return alert_description_; }
  const std::string& error() const { return error_; }

 private:
  Event NextMessage();
  Event NextRecord();
  void DropConsumed();
  Event Malformed(std::string error);

  std::string records_;      // from the first byte of a record on
  size_t record_at_ = 0;     // what lies before it is done with
  std::string handshake_;    // fragments joined: from the first byte of a message on
  size_t handshake_at_ = 0;  // what lies before it is done with
  size_t message_size_ = 0;  // of the message that Next told of; done with at the next call
  std::string alert_;        // the first byte of an alert that is cut in two
  uint8_t message_type_ = 0, alert_level_ = 0, alert_description_ = 0;
  std::string error_;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_PLAINTEXT_READER_H_
