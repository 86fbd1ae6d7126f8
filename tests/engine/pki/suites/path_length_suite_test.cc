// pathLenConstraint (RFC 5280, 4.2.1.9 and 6.1.4), and the depth that the asker allows.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::TestCertificate;
using Length = std::optional<int>;

// A server below CAs with these lengths, the one next to the root first; each has a name and a key of its own.
std::vector<TestCertificate> Below(const TestCertificate& root, const std::vector<Length>& lengths) {
  std::vector<TestCertificate> sent;
  TestCertificate issuer = root;
  for (size_t i = 0; i < lengths.size(); ++i) {
    issuer = SubCa(issuer, "CA " + std::to_string(i), 10 + static_cast<int>(i), lengths[i]).Build();
    sent.insert(sent.begin(), issuer);
  }
  sent.insert(sent.begin(), Server(issuer).Build());
  return sent;
}
Scene Chain(const std::vector<Length>& lengths, std::optional<int> max_depth = {}) {
  return {.sent = Below(Root(), lengths), .roots = {Root()}, .max_depth = max_depth};
}
// CA 1 of `length` below the root, a second certificate of its name with new keys, and `last` below that.
Scene WithRollover(Length length, const std::string& last, std::optional<int> max_depth = {}) {
  const TestCertificate first = SubCa(Root(), "CA 1", 10, length).Build();
  const TestCertificate second = SubCa(first, "CA 1", 11, length).Build();
  if (last.empty()) {
    return {.sent = {Server(second).Build(), second, first}, .roots = {Root()}, .max_depth = max_depth};
  }
  const TestCertificate third = SubCa(second, last, 12, 0).Build();
  return {.sent = {Server(third).Build(), third, second, first}, .roots = {Root()}, .max_depth = max_depth};
}

TEST(PathLengthSuite, Constraints) {
  const Case cases[] = {
      {"0 and a leaf", "", [] { return Chain({0}); }, Everywhere(kTrusted)},
      {"1 and a leaf", "", [] { return Chain({1}); }, Everywhere(kTrusted)},
      {"2 and a leaf", "", [] { return Chain({2}); }, Everywhere(kTrusted)},
      {"none and a leaf", "", [] { return Chain({{}}); }, Everywhere(kTrusted)},
      {"0 and a CA", "no CA may be below it", [] { return Chain({0, 0}); },
       Everywhere(Refused("path_length_exceeded 2"))},
      {"1 and a CA", "", [] { return Chain({1, 0}); }, Everywhere(kTrusted)},
      {"a larger number below a smaller one", "it does not give more room, and is no fault",
       [] { return Chain({1, 2}); }, Everywhere(kTrusted)},
      {"a larger number below a smaller one, used", "", [] { return Chain({1, 2, {}}); },
       Everywhere(Refused("path_length_exceeded 3"))},
      {"1 and two CAs", "the first of them allows none", [] { return Chain({1, 0, 0}); },
       Everywhere(Refused("path_length_exceeded 2, path_length_exceeded 3"))},
      {"0 of the anchor and a CA", "its constraint holds too",
       [] {
         const TestCertificate anchor = RootCa().Ca(0).Build();
         return Scene{.sent = Below(anchor, {{}}), .roots = {anchor}};
       },
       Everywhere(Refused("path_length_exceeded 2"))},
      {"0 of the anchor and a leaf", "",
       [] {
         const TestCertificate anchor = RootCa().Ca(0).Build();
         return Scene{.sent = Below(anchor, {}), .roots = {anchor}};
       },
       Everywhere(kTrusted)},
      {"1, new keys of the same CA, and another CA", "self-issued certificates do not count",
       [] { return WithRollover(1, "CA 2"); }, Everywhere(kTrusted)},
      {"0, new keys of the same CA, and another CA", "the other one counts", [] { return WithRollover(0, "CA 2"); },
       Everywhere(Refused("path_length_exceeded 2, path_length_exceeded 3"))},
      {"0 and new keys of the same CA", "", [] { return WithRollover(0, ""); }, Everywhere(kTrusted)},
      {"a very large number", "2^40 is as good as none",
       [] {
         const std::string value =
             test::DerSequence({test::Der(test::kBooleanTag, "\xff"), test::DerInteger(uint64_t{1} << 40)});
         const TestCertificate ca = With(SubCa(Root()), x509::kBasicConstraintsOid, true, value).Build();
         return Scene{.sent = {Server(ca).Build(), ca}, .roots = {Root()}};
       },
       Everywhere(kTrusted)},
      {"a negative number", "there is none below 0",
       [] {
         const std::string value =
             test::DerSequence({test::Der(test::kBooleanTag, "\xff"), test::Der(test::kIntegerTag, "\xff")});
         const TestCertificate ca = With(SubCa(Root()), x509::kBasicConstraintsOid, true, value).Build();
         return Scene{.sent = {Server(ca).Build(), ca}, .roots = {Root()}};
       },
       Everywhere(Refused("issuer_not_ca 1, malformed_certificate 1"))},
  };
  RunCases(cases);
}

TEST(PathLengthSuite, TheLastCertificateDoesNotCount) {
  const auto ca_as_leaf = [] {
    const TestCertificate ca = SubCa(Root(), "CA 1", 10, 0).Build();
    return Scene{.sent = {SubCa(ca, "CA 2", 11, 0).Dns(kServer).Build(), ca}, .roots = {Root()}};
  };
  const std::string as_server = Refused("not_for_server_auth 0, ca_certificate_as_leaf 0");
  const Case cases[] = {
      {"0 and a CA as the server", "it is the last one", ca_as_leaf, {kTrusted, as_server, as_server}},
  };
  RunCases(cases);
}

TEST(PathLengthSuite, DepthThatTheAskerAllows) {
  const Case cases[] = {
      {"none between, none there", "", [] { return Chain({}, 0); }, Everywhere(kTrusted)},
      {"one between, one there", "", [] { return Chain({{}}, 1); }, Everywhere(kTrusted)},
      {"none between, one there", "", [] { return Chain({{}}, 0); }, Everywhere(Refused("path_length_exceeded 2"))},
      {"one between, two there", "", [] { return Chain({{}, {}}, 1); }, Everywhere(Refused("path_length_exceeded 3"))},
      {"one between, and new keys of it", "self-issued certificates do not count",
       [] { return WithRollover({}, "", 1); }, Everywhere(kTrusted)},
      {"255 between", "", [] { return Chain({{}, {}}, 255); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
