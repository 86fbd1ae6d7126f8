// When certificates are valid: to the second, every one on the path, and no one beside it.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::Der;
using test::DerSequence;
using test::kTestDay;
using test::kTestTime;
using test::TestCertificate;

constexpr int64_t kYear = 365 * kTestDay;
constexpr int64_t kExpired[] = {kTestTime - 2 * kYear, kTestTime - kYear};
constexpr int64_t kYetToCome[] = {kTestTime + kYear, kTestTime + 2 * kYear};

// Leaf, CA and anchor, of which the one at `depth` is valid from and to these times.
Scene Chain(int depth, int64_t from, int64_t to) {
  const auto valid = [=](int at, test::CertificateBuilder builder) {
    return at == depth ? builder.Valid(from, to).Build() : builder.Build();
  };
  const TestCertificate root = valid(2, RootCa());
  const TestCertificate ca = valid(1, SubCa(root));
  return {.sent = {valid(0, Server(ca)), ca}, .roots = {root}};
}
Scene LeafValid(int64_t from, int64_t to) { return Chain(0, from, to); }
Scene LeafWith(const std::string& not_before, const std::string& not_after) {
  return {.sent = {Server(Root()).RawValidity(DerSequence({not_before, not_after})).Build()}, .roots = {Root()}};
}
std::string UtcTime(const std::string& text) { return Der(test::kUtcTimeTag, text); }
std::string GeneralizedTime(const std::string& text) { return Der(test::kGeneralizedTimeTag, text); }

TEST(ValiditySuite, EveryCertificateOfThePath) {
  const Case cases[] = {
      {"expired leaf", "", [] { return Chain(0, kExpired[0], kExpired[1]); }, Everywhere(Refused("expired 0"))},
      {"expired CA", "", [] { return Chain(1, kExpired[0], kExpired[1]); }, Everywhere(Refused("expired 1"))},
      {"expired anchor", "an anchor is trusted for its time", [] { return Chain(2, kExpired[0], kExpired[1]); },
       Everywhere(Refused("expired 2"))},
      {"leaf not yet valid", "", [] { return Chain(0, kYetToCome[0], kYetToCome[1]); },
       Everywhere(Refused("not_yet_valid 0"))},
      {"CA not yet valid", "", [] { return Chain(1, kYetToCome[0], kYetToCome[1]); },
       Everywhere(Refused("not_yet_valid 1"))},
      {"anchor not yet valid", "", [] { return Chain(2, kYetToCome[0], kYetToCome[1]); },
       Everywhere(Refused("not_yet_valid 2"))},
      {"leaf that outlives its CA", "each is judged by its own dates",
       [] { return Chain(1, kTestTime - kYear, kTestTime + 90 * kTestDay); }, Everywhere(kTrusted)},
      {"an end before the beginning", "never valid",
       [] { return Chain(0, kTestTime + kTestDay, kTestTime - kTestDay); },
       Everywhere(Refused("expired 0, not_yet_valid 0"))},
  };
  RunCases(cases);
}

TEST(ValiditySuite, ToTheSecond) {
  const int64_t year = kTestTime + kYear;
  const Case cases[] = {
      {"at the first second", "", [=] { return LeafValid(kTestTime, year); }, Everywhere(kTrusted)},
      {"a second before the first", "", [=] { return LeafValid(kTestTime + 1, year); },
       Everywhere(Refused("not_yet_valid 0"))},
      {"five seconds before the first", "no grace", [=] { return LeafValid(kTestTime + 5, year); },
       Everywhere(Refused("not_yet_valid 0"))},
      {"at the last second", "both ends belong to it", [] { return LeafValid(kTestTime - 100, kTestTime); },
       Everywhere(TrustedBut("warn expiring_soon 0"))},
      {"a second after the last", "", [] { return LeafValid(kTestTime - 100, kTestTime - 1); },
       Everywhere(Refused("expired 0"))},
      {"five seconds after the last", "no grace", [] { return LeafValid(kTestTime - 100, kTestTime - 5); },
       Everywhere(Refused("expired 0"))},
      {"a minute after the last", "no grace", [] { return LeafValid(kTestTime - 100, kTestTime - 60); },
       Everywhere(Refused("expired 0"))},
  };
  RunCases(cases);
}

// A time with a fraction is the second that it is in: only a line of --batch can ask so.
TEST(ValiditySuite, FractionsOfSeconds) {
  const Scene scene = LeafValid(kTestTime, kTestTime + 60 * kTestDay);
  EXPECT_EQ(BatchOutcome(scene, Rules::kWebPki, "2026-01-02T03:04:04.999Z"), Refused("not_yet_valid 0"));
  EXPECT_EQ(BatchOutcome(scene, Rules::kWebPki, "2026-01-02T03:04:05.001Z"), kTrusted);
  const Scene ending = LeafValid(kTestTime - kYear, kTestTime);
  EXPECT_EQ(BatchOutcome(ending, Rules::kWebPki, "2026-01-02T03:04:05.005Z"), TrustedBut("warn expiring_soon 0"));
  EXPECT_EQ(BatchOutcome(ending, Rules::kWebPki, "2026-01-02T03:04:06.000Z"), Refused("expired 0"));
}

TEST(ValiditySuite, FormsOfTime) {
  const std::string begin = UtcTime("240101000000Z"), end = UtcTime("340101000000Z");
  const Outcomes bad_form = StrictlyRefused("malformed_certificate 0");
  const Case cases[] = {
      {"from the first second of 1970 to 2969", "beyond what 32 bits hold",
       [] { return LeafWith(UtcTime("700101000001Z"), GeneralizedTime("29690503000000Z")); }, Everywhere(kTrusted)},
      {"to the end of 9999", "the end of those that shall never expire",
       [=] { return LeafWith(begin, GeneralizedTime("99991231235959Z")); }, Everywhere(kTrusted)},
      {"a year of two digits that is in the last century", "50 and above is 19xx",
       [=] { return LeafWith(UtcTime("500101000000Z"), end); }, Everywhere(kTrusted)},
      {"GeneralizedTime before 2050", "UTCTime is for that",
       [=] { return LeafWith(GeneralizedTime("20240101000000Z"), end); }, bad_form},
      {"no seconds", "DER writes them", [=] { return LeafWith(UtcTime("2401010000Z"), end); }, bad_form},
      {"an offset from Greenwich", "DER writes Z", [=] { return LeafWith(UtcTime("240101000000+0000"), end); },
       bad_form},
      {"a fraction of a second", "a certificate's times have none (4.1.2.5.2)",
       [=] { return LeafWith(begin, GeneralizedTime("20510101000000.5Z")); }, bad_form},
      {"the 31st of February", "no time", [=] { return LeafWith(begin, UtcTime("340231000000Z")); },
       Everywhere(Refused("expired 0, malformed_certificate 0"))},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
