#include "engine/tls/plaintext_reader.h"

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/certificate_message.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/tls_bytes.h"

namespace certsweep::tls {
namespace {

using Event = PlaintextReader::Event;

// What comes out of a reader, in words, until it needs more or there is no next.
std::vector<std::string> Drain(PlaintextReader& reader) {
  std::vector<std::string> events;
  while (true) {
    switch (reader.Next()) {
      case Event::kNeedsMore:
        return events;
      case Event::kMessage:
        events.push_back("message " + std::to_string(reader.message_type()) + ": " +
                         std::string(base::AsText(reader.message_body())));
        break;
      case Event::kAlert:
        events.push_back("alert " + std::to_string(reader.alert_level()) + " " +
                         std::to_string(reader.alert_description()));
        break;
      case Event::kTooLarge:
        events.push_back("too large " + std::to_string(reader.message_type()));
        return events;
      case Event::kMalformed:
        events.push_back("malformed: " + reader.error());
        return events;
    }
  }
}

std::vector<std::string> EventsOf(std::string_view stream, size_t chunk) {
  PlaintextReader reader;
  std::vector<std::string> events;
  for (size_t at = 0; at < stream.size(); at += chunk) {
    reader.Append(base::AsBytes(stream.substr(at, chunk)));
    for (std::string& event : Drain(reader)) events.push_back(std::move(event));
  }
  return events;
}

std::vector<std::string> EventsOf(std::string_view stream) { return EventsOf(stream, stream.size()); }

using Events = std::vector<std::string>;

TEST(PlaintextReaderTest, ReadsMessagesHoweverTheyAreCutIntoRecords) {
  const std::string messages = Message(2, "hello") + Message(11, "certificate") + Message(14, "");
  const Events expected = {"message 2: hello", "message 11: certificate", "message 14: "};
  for (size_t record = 1; record <= messages.size(); ++record) {
    const std::string stream = HandshakeRecords(messages, record);
    for (size_t chunk = 1; chunk <= stream.size(); ++chunk) ASSERT_EQ(EventsOf(stream, chunk), expected) << record;
  }
}

TEST(PlaintextReaderTest, PassesOverRecordsOfNoBytes) {
  const std::string empty = Record(kHandshakeRecord, ""), no_alert = Record(kAlertRecord, "");
  const std::string message = Message(2, "hello");
  const std::string stream = empty + Record(kHandshakeRecord, message.substr(0, 3)) + empty + no_alert + empty +
                             Record(kHandshakeRecord, message.substr(3)) + empty;
  EXPECT_EQ(EventsOf(stream), Events{"message 2: hello"});
  EXPECT_EQ(EventsOf(stream, 1), Events{"message 2: hello"});
}

TEST(PlaintextReaderTest, ReadsAlertsBetweenFragments) {
  const std::string message = Message(2, "hello");
  const std::string stream = Record(kHandshakeRecord, message.substr(0, 5)) + Alert(kWarning, 112) +
                             Record(kHandshakeRecord, message.substr(5)) + Alert(kFatal, 40);
  const Events expected = {"alert 1 112", "message 2: hello", "alert 2 40"};
  EXPECT_EQ(EventsOf(stream), expected);
  EXPECT_EQ(EventsOf(stream, 1), expected);
}

TEST(PlaintextReaderTest, ReadsAnAlertThatIsCutInTwo) {
  EXPECT_EQ(EventsOf(Record(kAlertRecord, "\x02") + Record(kAlertRecord, "\x28")), Events{"alert 2 40"});
}

TEST(PlaintextReaderTest, TakesEveryVersionWithTheMajorNumberThree) {
  for (const uint16_t version : {0x0300, 0x0301, 0x0303, 0x03ff}) {
    EXPECT_EQ(EventsOf(Record(kAlertRecord, "\x02\x28", version)), Events{"alert 2 40"});
  }
}

TEST(PlaintextReaderTest, RefusesRecordsThatCannotBe) {
  struct {
    std::string stream;
    const char* error;
  } const kCases[] = {
      {Record(kHandshakeRecord, "x", 0x0200), "malformed: a record of major version 2"},
      {Record(kHandshakeRecord, "x", 0x7f1c), "malformed: a record of major version 127"},
      {Record(kChangeCipherSpecRecord, "\x01"), "malformed: a record of type 20 before the handshake's end"},
      {Record(kApplicationDataRecord, "x"), "malformed: a record of type 23 before the handshake's end"},
      {Record(0, "x"), "malformed: a record of type 0 before the handshake's end"},
      {Record(kHandshakeRecord, std::string(16385, 'x')), "malformed: a record of 16385 bytes"},
      {"\x16\x03\x03\xff\xff", "malformed: a record of 65535 bytes"},  // before its bytes come
      {Record(kAlertRecord, "\x02\x28\x02"), "malformed: an alert record of more than one alert"},
      {Record(kAlertRecord, "\x02") + Record(kAlertRecord, "\x28\x02"),
       "malformed: an alert record of more than one alert"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(EventsOf(c.stream), Events{c.error});
    EXPECT_EQ(EventsOf(c.stream.substr(0, kRecordHeader)).size(), c.stream[0] == kAlertRecord ? 0u : 1u);
  }
}

// What came before a fault is told first.
TEST(PlaintextReaderTest, TellsWhatCameBeforeAFault) {
  const std::string stream = HandshakeRecords(Message(2, "hello")) + Record(99, "");
  EXPECT_EQ(EventsOf(stream),
            (Events{"message 2: hello", "malformed: a record of type 99 before the handshake's end"}));
}

TEST(PlaintextReaderTest, TakesFullRecords) {
  const std::string message = Message(11, std::string(100000, 'c'));
  EXPECT_EQ(EventsOf(HandshakeRecords(message, 1 << 14)), Events{"message 11: " + std::string(100000, 'c')});
}

TEST(PlaintextReaderTest, KnowsTheLimitsBeforeTheBytesCome) {
  const auto header = [](uint8_t type, size_t size) { return HandshakeRecords(U8(type) + U24(size)); };
  EXPECT_EQ(EventsOf(header(SSL3_MT_CERTIFICATE, kMaxCertificateMessage)), Events{});
  EXPECT_EQ(EventsOf(header(SSL3_MT_CERTIFICATE, kMaxCertificateMessage + 1)), Events{"too large 11"});
  EXPECT_EQ(EventsOf(header(SSL3_MT_SERVER_HELLO, 128 * 1024)), Events{});
  EXPECT_EQ(EventsOf(header(SSL3_MT_SERVER_HELLO, 128 * 1024 + 1)), Events{"too large 2"});
  EXPECT_EQ(EventsOf(header(0, (1 << 24) - 1)), Events{"too large 0"});
}

TEST(PlaintextReaderTest, ReadsAMessageAsLargeAsTheLimit) {
  const std::string body(kMaxCertificateMessage, 'c');
  const std::string stream = HandshakeRecords(Message(SSL3_MT_CERTIFICATE, body));
  EXPECT_EQ(EventsOf(stream), Events{"message 11: " + body});
  EXPECT_EQ(EventsOf(stream, 1000), Events{"message 11: " + body});
}

// Small messages by the hundred thousand cost no more than their bytes: each is passed once.
TEST(PlaintextReaderTest, ReadsManySmallMessages) {
  std::string messages;
  for (int i = 0; i < 500000; ++i) messages += Message(0, "");
  PlaintextReader reader;
  reader.Append(base::AsBytes(HandshakeRecords(messages)));
  int count = 0;
  while (reader.Next() == Event::kMessage) ++count;
  EXPECT_EQ(count, 500000);
}

}  // namespace
}  // namespace certsweep::tls
