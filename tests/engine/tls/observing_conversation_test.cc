#include "engine/tls/observing_conversation.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/tls_bytes.h"

namespace certsweep::tls {
namespace {

// Says "hello", takes what comes and ends at "end".
class Listener final : public ObservingConversation {
 public:
  std::string heard;
  int releases = 0;

  using ObservingConversation::End;
  using ObservingConversation::KeepCertificates;
  using ObservingConversation::output;

 protected:
  void Process(base::Bytes input) override {
    if (input.empty()) output() += "hello";
    heard += base::AsText(input);
    if (heard.ends_with("end")) {
      output() += "bye";
      End(Outcome::kComplete);
    }
  }
  void Release() override { ++releases; }
};

std::string Pending(const Conversation& conversation) {
  return std::string(base::AsText(conversation.pending_output()));
}

constexpr std::string_view kHeader = "\x16\x03\x01\x20\x10";

base::Bytes Header() { return base::AsBytes(kHeader); }

TEST(ObservingConversationTest, HandsOnWhatLooksLikeTls) {
  for (const char type : {'\x14', '\x15', '\x16', '\x17', '\x18'}) {
    Listener listener;
    EXPECT_EQ(listener.Advance({}), Want::kRead);
    const std::string record = type + std::string("\x03\x63 and more");
    EXPECT_EQ(listener.Advance(base::AsBytes(record)), Want::kRead);
    EXPECT_EQ(listener.heard, record);
    EXPECT_EQ(listener.observation().bytes_received, record.size());
    EXPECT_EQ(listener.observation().outcome, Outcome::kInProgress);
  }
}

TEST(ObservingConversationTest, KeepsWhatIsNoTlsToItself) {
  struct {
    std::vector<std::string> pieces;
    std::string first_bytes;
  } const kCases[] = {
      {{"\x13\x03\x01"}, "\x13\x03\x01"},  //
      {{"\x19\x03\x01"}, "\x19\x03\x01"},
      {{"\x16\x02\x01"}, "\x16\x02\x01"},
      {{"\x16", "\x04rest"}, "\x16\x04rest"},
      {{"", "\x16", "", "\x04"}, "\x16\x04"},
      {{std::string(100, 'x')}, std::string(64, 'x')},
      {{"\x16", std::string(100, 'x')}, "\x16" + std::string(63, 'x')},
  };
  for (const auto& c : kCases) {
    Listener listener;
    Want want = Want::kRead;
    for (const std::string& piece : c.pieces) want = listener.Advance(base::AsBytes(piece));
    EXPECT_EQ(want, Want::kDone);
    EXPECT_EQ(listener.observation().outcome, Outcome::kNotTls);
    EXPECT_EQ(listener.observation().first_bytes, c.first_bytes);
    EXPECT_LE(listener.heard.size(), 1u);
    EXPECT_EQ(listener.releases, 1);
  }
}

TEST(ObservingConversationTest, TellsHowTheStreamEnded) {
  struct {
    StreamEnd end;
    Outcome outcome;
  } const kCases[] = {{StreamEnd::kClosed, Outcome::kClosed},
                      {StreamEnd::kReset, Outcome::kReset},
                      {StreamEnd::kTimeout, Outcome::kTimeout},
                      {StreamEnd::kLocalFailure, Outcome::kLocalFailure}};
  for (const auto& c : kCases) {
    for (const size_t size : {0, 1, 4, 5}) {
      Listener listener;
      listener.Advance({});
      listener.Advance(Header().first(size));
      listener.Finish(c.end);
      const bool fragment = size > 0 && size < 5 && c.end != StreamEnd::kLocalFailure;
      EXPECT_EQ(listener.observation().outcome, fragment ? Outcome::kNotTls : c.outcome) << size;
      EXPECT_EQ(listener.observation().first_bytes, fragment ? kHeader.substr(0, size) : std::string_view()) << size;
      EXPECT_EQ(listener.releases, 1);
    }
  }
}

TEST(ObservingConversationTest, HoldsOutputUntilItIsTaken) {
  Listener listener;
  listener.Advance({});
  EXPECT_EQ(Pending(listener), "hello");
  listener.ConsumeOutput(2);
  EXPECT_EQ(Pending(listener), "llo");
  listener.output() += "!";
  EXPECT_EQ(Pending(listener), "llo!");
  listener.ConsumeOutput(0);
  listener.ConsumeOutput(4);
  EXPECT_EQ(Pending(listener), "");
  listener.ConsumeOutput(100);
  listener.output() += "again";
  EXPECT_EQ(Pending(listener), "again");
}

// Thousands wait with nothing to send.
TEST(ObservingConversationTest, HoldsNoMemoryForOutputThatWasTaken) {
  Listener listener;
  listener.output() = std::string(100000, 'x');
  listener.ConsumeOutput(100000);
  EXPECT_LT(listener.output().capacity(), 100u);
}

TEST(ObservingConversationTest, KeepsItsOutputBeyondTheEnd) {
  Listener listener;
  listener.Advance({});
  EXPECT_EQ(listener.Advance(base::AsBytes(std::string(base::AsText(Header())) + "end")), Want::kDone);
  EXPECT_EQ(Pending(listener), "hellobye");
  EXPECT_EQ(listener.releases, 1);
}

TEST(ObservingConversationTest, EndsOnce) {
  Listener listener;
  listener.End(Outcome::kAlert, "first");
  listener.End(Outcome::kComplete, "second");
  listener.Finish(StreamEnd::kReset);
  EXPECT_EQ(listener.observation().outcome, Outcome::kAlert);
  EXPECT_EQ(listener.observation().error, "first");
}

TEST(ObservingConversationTest, EndsWhenTheBudgetIsUsedUp) {
  Listener listener;
  listener.Advance(Header());
  const std::string most(kByteBudget - 6, 'x');
  EXPECT_EQ(listener.Advance(base::AsBytes(most)), Want::kRead);
  EXPECT_EQ(listener.Advance(base::AsBytes("x")), Want::kDone);
  EXPECT_EQ(listener.observation().outcome, Outcome::kTimeout);
  EXPECT_EQ(listener.observation().error, "4 MiB received, and no end of the handshake");
  EXPECT_EQ(listener.observation().bytes_received, kByteBudget);
}

// An end that comes with the last byte of the budget is the one that counts.
TEST(ObservingConversationTest, PrefersTheRealEndToTheBudget) {
  Listener listener;
  listener.Advance(Header());
  EXPECT_EQ(listener.Advance(base::AsBytes(std::string(2 * kByteBudget, 'x') + "end")), Want::kDone);
  EXPECT_EQ(listener.observation().outcome, Outcome::kComplete);
}

TEST(ObservingConversationTest, SaysWhetherCertificatesCanBeGoneOnWith) {
  const auto parse = [](const std::string& body) {
    return ParseCertificateMessage(base::AsBytes(body), CertificateMessageForm::kTls12);
  };
  Listener good, empty, malformed, many;
  EXPECT_TRUE(good.KeepCertificates(parse(CertificateBody({"leaf"}))));
  EXPECT_TRUE(good.observation().certificate_seen);
  EXPECT_EQ(good.observation().outcome, Outcome::kInProgress);
  EXPECT_FALSE(empty.KeepCertificates(parse(CertificateBody({}))));
  EXPECT_TRUE(empty.observation().certificate_list_empty);
  EXPECT_EQ(empty.observation().outcome, Outcome::kInProgress);
  EXPECT_FALSE(malformed.KeepCertificates(parse("x")));
  EXPECT_FALSE(malformed.observation().certificate_list_empty);
  EXPECT_EQ(malformed.observation().outcome, Outcome::kHandshakeFailed);
  EXPECT_FALSE(many.KeepCertificates(parse(CertificateBody(std::vector<std::string>(101, "c")))));
  EXPECT_EQ(many.observation().outcome, Outcome::kCertificateTooLarge);
  EXPECT_EQ(many.observation().chain.size(), 100u);
}

TEST(ObservingConversationTest, GivesItsObservationAway) {
  Listener listener;
  listener.End(Outcome::kHandshakeFailed, "a reason that is longer than what fits into a string itself");
  const Observation observation = listener.TakeObservation();
  EXPECT_EQ(observation.error, "a reason that is longer than what fits into a string itself");
}

}  // namespace
}  // namespace certsweep::tls
