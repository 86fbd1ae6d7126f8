#include "engine/probe/probe_sequence.h"

#include <openssl/ssl.h>

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using ::testing::ElementsAre;

tls::Observation Ended(tls::Outcome outcome, uint8_t alert = 0) {
  tls::Observation observation;
  observation.outcome = outcome;
  observation.alert = alert;
  return observation;
}

const tls::Observation kUnrecognizedName = Ended(tls::Outcome::kAlert, SSL_AD_UNRECOGNIZED_NAME);
const tls::Observation kProtocolVersion = Ended(tls::Outcome::kAlert, SSL_AD_PROTOCOL_VERSION);
const tls::Observation kHandshakeFailure = Ended(tls::Outcome::kAlert, SSL_AD_HANDSHAKE_FAILURE);

// "full+name", "legacy 0x301".
std::string Shown(const HelloChoice& choice) {
  static const char* const kKinds[] = {"full", "plain", "plain-no-sni", "legacy"};
  std::string shown = kKinds[static_cast<size_t>(choice.kind)];
  if (choice.kind == tls::HelloKind::kLegacy) {
    shown += choice.legacy.version == SSL3_VERSION   ? " SSLv3"
             : choice.legacy.version == TLS1_VERSION ? " TLSv1"
                                                     : " TLSv1.2";
    shown += choice.legacy.extensions ? " with extensions" : "";
  }
  return shown + (choice.server_name ? " +name" : "");
}

// The hellos where each is answered by the next of `answers`, and by the last one from then on.
std::vector<std::string> Hellos(bool has_name, const std::vector<const tls::Observation*>& answers) {
  ProbeSequence sequence(has_name);
  std::vector<std::string> hellos = {Shown(sequence.First())};
  for (size_t i = 0;; ++i) {
    const auto next = sequence.Next(*answers[std::min(i, answers.size() - 1)]);
    if (!next) return hellos;
    hellos.push_back(Shown(*next));
  }
}

TEST(ProbeSequenceTest, WhatRefusesEveryHelloGetsThemAllPlainerByPlainer) {
  for (const tls::Observation& refusal :
       {Ended(tls::Outcome::kClosed), Ended(tls::Outcome::kReset), Ended(tls::Outcome::kHandshakeFailed),
        Ended(tls::Outcome::kAlert, SSL_AD_HANDSHAKE_FAILURE)}) {
    EXPECT_THAT(Hellos(true, {&refusal}),
                ElementsAre("full +name", "plain +name", "legacy TLSv1.2 with extensions +name", "legacy TLSv1",
                            "legacy SSLv3"));
    EXPECT_THAT(Hellos(false, {&refusal}),
                ElementsAre("full", "plain", "legacy TLSv1.2 with extensions", "legacy TLSv1", "legacy SSLv3"));
  }
}

TEST(ProbeSequenceTest, WithoutTheNameWhereItIsNotKnown) {
  EXPECT_THAT(
      Hellos(true, {&kUnrecognizedName, &kHandshakeFailure}),
      ElementsAre("full +name", "plain-no-sni", "legacy TLSv1.2 with extensions", "legacy TLSv1", "legacy SSLv3"));
  // Only the second hello made it look at the name.
  EXPECT_THAT(Hellos(true, {&kHandshakeFailure, &kUnrecognizedName, &kHandshakeFailure}),
              ElementsAre("full +name", "plain +name", "plain-no-sni", "legacy TLSv1.2 with extensions", "legacy TLSv1",
                          "legacy SSLv3"));
}

TEST(ProbeSequenceTest, Tls13AloneAndTheNameNotKnown) {
  EXPECT_THAT(Hellos(true, {&kUnrecognizedName, &kProtocolVersion, &kHandshakeFailure}),
              ElementsAre("full +name", "plain-no-sni", "full", "legacy TLSv1.2 with extensions", "legacy TLSv1",
                          "legacy SSLv3"));
}

// Whoever says so of a hello without any name says something else.
TEST(ProbeSequenceTest, UnrecognizedNameWithoutANameIsARefusalAsAnyOther) {
  EXPECT_THAT(Hellos(false, {&kUnrecognizedName}),
              ElementsAre("full", "plain", "legacy TLSv1.2 with extensions", "legacy TLSv1", "legacy SSLv3"));
}

TEST(ProbeSequenceTest, SaysWhyAHelloIsTried) {
  ProbeSequence sequence(true);
  EXPECT_EQ(sequence.First().reason, HelloReason::kFirst);
  EXPECT_EQ(sequence.Next(kHandshakeFailure)->reason, HelloReason::kRefused);
  EXPECT_EQ(sequence.Next(kUnrecognizedName)->reason, HelloReason::kNameUnknown);
  EXPECT_EQ(sequence.Next(kProtocolVersion)->reason, HelloReason::kOnlyTls13);
  EXPECT_EQ(sequence.Next(kHandshakeFailure)->reason, HelloReason::kRefused);
}

TEST(ProbeSequenceTest, EndsWhereAHelloWasNotRefused) {
  using enum tls::Outcome;
  for (const tls::Outcome outcome : {kComplete, kCertificateOnly, kUnusableKey, kNotTls, kCertificateTooLarge, kTimeout,
                                     kLocalFailure, kInProgress}) {
    const tls::Observation observation = Ended(outcome);
    EXPECT_FALSE(RefusedHello(observation)) << static_cast<int>(outcome);
    EXPECT_THAT(Hellos(true, {&observation}), ElementsAre("full +name")) << static_cast<int>(outcome);
    EXPECT_THAT(Hellos(true, {&kHandshakeFailure, &observation}), ElementsAre("full +name", "plain +name"));
  }
}

TEST(ProbeSequenceTest, EndsWhereACertificateCame) {
  for (const tls::Outcome outcome :
       {tls::Outcome::kAlert, tls::Outcome::kClosed, tls::Outcome::kReset, tls::Outcome::kHandshakeFailed}) {
    tls::Observation observation = Ended(outcome);
    observation.certificate_seen = true;
    EXPECT_THAT(Hellos(true, {&observation}), ElementsAre("full +name"));
  }
}

// Whatever an endpoint answers, and in whichever order.
TEST(ProbeSequenceTest, NeverEndsLateAndNeverRepeatsItself) {
  const std::vector<tls::Observation> answers = [] {
    std::vector<tls::Observation> all;
    for (const uint8_t alert : {SSL_AD_UNRECOGNIZED_NAME, SSL_AD_PROTOCOL_VERSION, SSL_AD_HANDSHAKE_FAILURE}) {
      all.push_back(Ended(tls::Outcome::kAlert, static_cast<uint8_t>(alert)));
    }
    all.push_back(Ended(tls::Outcome::kClosed));
    return all;
  }();
  int walks = 0;
  const std::function<void(ProbeSequence, std::vector<std::string>)> walk = [&](const ProbeSequence& sequence,
                                                                                std::vector<std::string> hellos) {
    ASSERT_LE(hellos.size(), 7u);
    for (const tls::Observation& answer : answers) {
      ProbeSequence copy = sequence;
      const auto next = copy.Next(answer);
      if (!next) {
        ++walks;
        continue;
      }
      const std::string shown = Shown(*next);
      ASSERT_THAT(hellos, ::testing::Not(::testing::Contains(shown)));
      std::vector<std::string> longer = hellos;
      longer.push_back(shown);
      walk(copy, std::move(longer));
    }
  };
  for (const bool has_name : {false, true}) {
    const ProbeSequence sequence(has_name);
    walk(sequence, {Shown(sequence.First())});
  }
  EXPECT_GT(walks, 1000);
}

}  // namespace
}  // namespace certsweep::probe
