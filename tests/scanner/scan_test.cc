#include "scanner/scan.h"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "bench/lab/lab.h"
#include "engine/x509/pem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/scan_fakes.h"
#include "tests/support/dns_server.h"
#include "tests/support/loopback.h"
#include "tests/support/scripted_peer.h"

namespace certsweep::scanner {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using enum pki::FindingCode;
using pki::Verdict;
using test::Fd;
using test::ScriptedPeer;

constexpr int kHellosOfOneProbe = 5;  // where each of them is refused

std::string Numbered(const std::string& prefix, int number) { return prefix + std::to_string(number); }

class ScanTest : public ::testing::Test {
 protected:
  ScanOutcome Scan(TargetSource& targets, std::stop_token stop = {}) {
    auto sink = std::make_unique<RememberingSink>(written_);
    sink->before_write = before_write_;
    sink->json = json_;
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::move(sink));
    return RunScan(targets, judge_, std::move(sinks), options_, clock_, stop, on_progress_, earlier_);
  }

  // On addresses of their own, where connections are accepted (by the kernel) and nothing is ever said.
  std::vector<probe::Endpoint> SilentEndpoints(const std::string& network, int count) {
    std::vector<probe::Endpoint> endpoints;
    for (int i = 1; i <= count; ++i) {
      listeners_.push_back(test::Listen(Numbered(network, i)));
      endpoints.push_back(EndpointOf(Numbered(network, i), listeners_.back().port));
    }
    return endpoints;
  }

  std::vector<probe::Endpoint> RefusedEndpoints(int count) {
    listeners_.push_back(test::HoldSilentPort());
    std::vector<probe::Endpoint> endpoints;
    for (int i = 0; i < count; ++i) {
      endpoints.push_back(EndpointAt(Numbered("refused-", i), "127.0.0.1", listeners_.back().port));
    }
    return endpoints;
  }

  ScanOptions options_ = [] {
    ScanOptions options;
    options.threads = 2;
    options.concurrency = 50;
    options.retries = 0;
    options.connect_timeout_us = options.handshake_timeout_us = 60'000'000;
    return options;
  }();
  const pki::ChainJudge judge_ = JudgeThatTrusts({Good().root});
  FixedDateClock clock_;
  std::function<absl::Status(const probe::EndpointResult&)> before_write_;
  std::function<void(const ScanProgress&)> on_progress_;
  bool json_ = false;
  const EarlierResults* earlier_ = nullptr;
  Written written_;
  std::vector<test::Listener> listeners_;
};

// --- every endpoint, exactly once ---

TEST_F(ScanTest, EveryEndpointOfALabGetsItsVerdictOnce) {
  lab::LabOptions lab_options;
  lab_options.endpoints = 300;
  lab_options.port = 0;
  lab_options.first_address = *base::IpAddress::Parse("127.42.0.1");
  using enum lab::LabKind;
  for (const lab::LabKind kind : {kGoodEcdsa, kTls12Only, kClientCertificate, kExpiringSoon, kSelfSigned, kExpired,
                                  kWrongName, kNoSan, kTls10Only, kCloses, kResets, kAlert, kSsh, kHttp, kRefuses}) {
    lab_options.mix.emplace_back(kind, 1);
  }
  const auto lab = lab::Lab::Start(lab_options);
  ASSERT_TRUE(lab.ok()) << lab.status();
  std::vector<probe::Endpoint> endpoints;
  for (const lab::LabEndpoint& endpoint : (*lab)->endpoints()) {
    endpoints.push_back(EndpointAt(endpoint.host, endpoint.address.ToString(), endpoint.port));
  }
  ListedTargets targets(endpoints);
  options_.threads = 3;
  options_.retries = 1;
  const auto roots = x509::ParsePemCertificates((*lab)->TrustPem());
  ASSERT_TRUE(roots.ok()) << roots.status();
  const pki::ChainJudge judge(pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(*roots), {}, pki::Rules::kPrivate),
                              pki::Policy());
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(std::make_unique<RememberingSink>(written_));
  const ScanOutcome outcome = RunScan(targets, judge, std::move(sinks), options_, base::SystemClock(), {}, nullptr);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.summary.endpoints, 300u);
  EXPECT_EQ(outcome.summary.unfinished, 0u);
  EXPECT_FALSE(outcome.summary.interrupted);
  EXPECT_EQ(outcome.summary.targets.targets, 300u);
  ExpectAddsUp(outcome.summary, written_);
  for (const lab::LabEndpoint& endpoint : (*lab)->endpoints()) {
    const lab::LabKindInfo& info = lab::InfoOf(endpoint.kind);
    const probe::EndpointResult& result = written_.Only(endpoint.host);
    EXPECT_EQ(result.verdict, info.verdict) << info.name;
    std::vector<pki::FindingCode> codes = Codes(result);
    EXPECT_THAT(codes, ::testing::UnorderedElementsAreArray(info.expected_findings())) << info.name;
  }
}

TEST_F(ScanTest, WithoutTargetsNothingIsDone) {
  ListedTargets targets({});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.summary.endpoints, 0u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, MoreWorkersThanEndpoints) {
  ListedTargets targets(RefusedEndpoints(3));
  options_.threads = 8;
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kUnreachable), 3u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, LinesAreRenderedWhereASinkWantsThem) {
  ListedTargets targets(RefusedEndpoints(3));
  json_ = true;
  Scan(targets);
  std::set<std::string> hosts;
  for (const std::string& line : written_.json_lines) {
    hosts.emplace(boost::json::parse(line).at("host").as_string());
  }
  EXPECT_THAT(hosts, ElementsAre("refused-0", "refused-1", "refused-2"));
}

TEST_F(ScanTest, BothFamilies) {
  if (!test::HasIpv6Loopback()) GTEST_SKIP() << "no ::1 here";
  const ScriptedPeer v4([](Fd& connection, int) { ServeGood(connection); });
  const ScriptedPeer v6([](Fd& connection, int) { ServeGood(connection); }, "::1");
  ListedTargets targets(
      {EndpointAt("sps.example", "127.0.0.1", v4.port()), EndpointAt("sps.example", "::1", v6.port())});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kCompliant), 2u);
}

// --- names ---

class NamesScanTest : public ScanTest {
 protected:
  void SetUp() override { options_.dns_servers = dns_.address(); }

  std::vector<std::string> AddressesOf(const std::string& host) const {
    std::vector<std::string> addresses;
    for (const probe::EndpointResult* result : written_.Of(host)) {
      addresses.push_back(result->endpoint.address ? result->endpoint.address->ToString() : "none");
    }
    return addresses;
  }

  test::DnsServer dns_;
};

TEST_F(NamesScanTest, EveryAddressOfANameIsAnEndpoint) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.1.1");
  const test::Listener refuses = test::HoldSilentPort("127.43.1.2", good.port());
  const ScriptedPeer ssh([](Fd& connection, int) { test::WriteAll(connection, "SSH-2.0-x\r\n"); }, "127.43.1.3",
                         good.port());
  dns_.AddAddresses("sps.example", {"127.43.1.1", "127.43.1.2", "127.43.1.3"});
  ListedTargets targets({EndpointOf("sps.example", good.port())});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.endpoints, 3u);
  EXPECT_EQ(outcome.summary.targets.targets, 1u);
  ExpectAddsUp(outcome.summary, written_);
  std::map<std::string, Verdict> verdicts;
  for (const probe::EndpointResult& result : written_.results) {
    verdicts[result.endpoint.address->ToString()] = result.verdict;
    EXPECT_EQ(result.endpoint.host, "sps.example");
    EXPECT_THAT(result.endpoint.identities, ElementsAre("sps.example"));
  }
  EXPECT_EQ(verdicts, (std::map<std::string, Verdict>{{"127.43.1.1", Verdict::kCompliant},
                                                      {"127.43.1.2", Verdict::kUnreachable},
                                                      {"127.43.1.3", Verdict::kNoTls}}));
}

TEST_F(NamesScanTest, ANameThatDoesNotResolveIsOneEndpoint) {
  ListedTargets targets({EndpointOf("nobody.example", 443)});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.endpoints, 1u);
  const probe::EndpointResult& result = written_.Only("nobody.example");
  EXPECT_EQ(result.verdict, Verdict::kUnreachable);
  EXPECT_THAT(Codes(result), ElementsAre(kDnsFailure));
  EXPECT_FALSE(result.endpoint.address);
}

// One that stands behind the record that was not to be had would else be missed without a word.
TEST_F(NamesScanTest, AnAddressThatDnsDoesNotGiveIsToldOfAlsoAfterARetry) {
  std::atomic<int> visits = 0;
  const ScriptedPeer peer(
      [&visits](Fd& connection, int) {
        if (++visits > 3) ServeGood(connection);  // the first try says hello three times
      },
      "127.43.5.1");
  dns_.AddAddresses("sps.example", {"127.43.5.1"});
  dns_.Fail("sps.example", test::kDnsServFail, test::kDnsAaaa);
  options_.retries = 1;
  ListedTargets targets({EndpointOf("sps.example", peer.port())});
  const ScanOutcome outcome = Scan(targets);
  const probe::EndpointResult& result = written_.Only("sps.example");
  EXPECT_EQ(result.attempts, 2);
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_THAT(Codes(result), ElementsAre(kRecoveredOnRetry, kDnsIncomplete));
  EXPECT_EQ(result.findings[1].actual, "AAAA: Could not contact DNS servers");
}

// Results of a run that was interrupted.
class EarlierScan {
 public:
  void Add(const std::string& host, const std::string& address, uint16_t port, Verdict verdict) {
    probe::EndpointResult result;
    result.verdict = verdict;
    results_.counts.Count(result);
    results_.done.Add(host, base::IpAddress::Parse(address), port, verdict != Verdict::kNotJudged);
    results_.done.Sort();
  }
  const EarlierResults* results() const { return &results_; }

 private:
  EarlierResults results_;
};

TEST_F(NamesScanTest, WhatIsDoneIsLeftOutAndCounted) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.6.1");
  const test::Listener refuses = test::HoldSilentPort("127.43.6.2", good.port());
  const uint16_t port = good.port();
  dns_.AddAddresses("sps.example", {"127.43.6.1", "127.43.6.2"});
  dns_.AddAddresses("found-since.example", {"127.43.6.1"});
  EarlierScan earlier;
  earlier.Add("sps.example", "127.43.6.2", port, Verdict::kUnreachable);
  earlier.Add("lost-since.example", "127.43.6.9", port, Verdict::kCompliant);
  earlier.Add("found-since.example", "", port, Verdict::kUnreachable);
  earlier.Add("127.43.6.2", "127.43.6.2", port, Verdict::kUnreachable);
  earlier.Add("known.example", "127.43.6.2", port, Verdict::kUnreachable);
  earlier_ = earlier.results();
  ListedTargets targets({EndpointOf("sps.example", port), EndpointOf("lost-since.example", port),
                         EndpointOf("found-since.example", port), EndpointOf("127.43.6.2", port),
                         EndpointAt("known.example", "127.43.6.2", port), EndpointOf("nobody.example", port)});
  const ScanOutcome outcome = Scan(targets);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(written_.results.size(), 2u);
  EXPECT_THAT(AddressesOf("sps.example"), ElementsAre("127.43.6.1"));
  EXPECT_EQ(written_.Only("nobody.example").verdict, Verdict::kUnreachable);
  EXPECT_EQ(outcome.summary.already_done, 5u);
  EXPECT_EQ(outcome.summary.unfinished, 0u);
  EXPECT_EQ(outcome.summary.endpoints, 7u);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kCompliant), 2u);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kUnreachable), 5u);
}

TEST_F(NamesScanTest, ARouteToTheOtherFamilyMayHaveBeenSeenBefore) {
  dns_.AddAddresses("sps.example", {"127.43.7.1", "fe80::1"});
  EarlierScan earlier;
  earlier.Add("sps.example", "127.43.7.1", 443, Verdict::kCompliant);
  earlier_ = earlier.results();
  json_ = true;
  ListedTargets targets({EndpointOf("sps.example", 443)});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_TRUE(written_.Only("sps.example").reached_by_other_family);
  EXPECT_THAT(written_.json_lines[0], ::testing::HasSubstr(R"("judged_by_other_family":true)"));
  EXPECT_EQ(outcome.summary.not_judged_other_family, 1u);
}

TEST_F(ScanTest, AStopCountsWhatWasDoneBeforeAsDone) {
  EarlierScan earlier;
  for (int i = 0; i < 5; ++i) earlier.Add(Numbered("10.0.0.", i), Numbered("10.0.0.", i), 443, Verdict::kCompliant);
  earlier_ = earlier.results();
  std::vector<probe::Endpoint> endpoints;
  for (int i = 0; i < 20; ++i) endpoints.push_back(EndpointOf(Numbered("10.0.0.", i), 443));
  ListedTargets targets(endpoints);
  std::stop_source stop;
  stop.request_stop();
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_EQ(outcome.summary.endpoints, 20u);
  EXPECT_EQ(outcome.summary.unfinished, 15u);
  EXPECT_EQ(outcome.summary.already_done, 5u);
}

TEST_F(NamesScanTest, ExcludedAddressesAreNotTouched) {
  const ScriptedPeer excluded([](Fd& connection, int) { ServeGood(connection); }, "127.43.2.1");
  const test::Listener refuses = test::HoldSilentPort("127.43.2.2", excluded.port());
  dns_.AddAddresses("some.example", {"127.43.2.1", "127.43.2.2"});
  dns_.AddAddresses("all.example", {"127.43.2.1"});
  ListedTargets targets({EndpointOf("some.example", excluded.port()), EndpointOf("all.example", excluded.port())});
  targets.Exclude("127.43.2.1");
  const ScanOutcome outcome = Scan(targets);
  EXPECT_THAT(AddressesOf("some.example"), ElementsAre("127.43.2.2"));
  EXPECT_THAT(AddressesOf("all.example"), IsEmpty());
  EXPECT_EQ(outcome.summary.endpoints, 1u);
  EXPECT_EQ(outcome.summary.excluded_addresses, 2u);
  EXPECT_EQ(excluded.connections(), 0);
  ExpectAddsUp(outcome.summary, written_);
}

// fe80::1 has no interface here: as an IPv6 address on a machine without IPv6.
TEST_F(NamesScanTest, NoRouteToOneFamilyIsTold) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.3.1");
  dns_.AddAddresses("sps.example", {"127.43.3.1", "fe80::1", "fe80::2"});
  dns_.AddAddresses("v6.example", {"fe80::1"});
  ListedTargets targets({EndpointOf("sps.example", good.port()), EndpointOf("v6.example", good.port())});
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kCompliant), 1u);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kNotJudged), 3u);
  EXPECT_EQ(outcome.summary.not_judged_other_family, 2u);
  EXPECT_EQ(outcome.summary.unfinished, 0u);
  for (const probe::EndpointResult& result : written_.results) {
    if (!result.endpoint.address->is_v6()) continue;
    EXPECT_THAT(Codes(result), ElementsAre(kLocalLimit));
    EXPECT_EQ(result.reached_by_other_family, result.endpoint.host == "sps.example");
  }
}

TEST_F(NamesScanTest, OneFamilyWhereItIsAskedFor) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.4.1");
  dns_.AddAddresses("sps.example", {"127.43.4.1", "fe80::1"});
  ListedTargets targets({EndpointOf("sps.example", good.port())});
  options_.ipv6 = false;
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.endpoints, 1u);
  EXPECT_THAT(AddressesOf("sps.example"), ElementsAre("127.43.4.1"));
}

TEST_F(NamesScanTest, IdentitiesOutOfPtrRecords) {
  const ScriptedPeer named([](Fd& connection, int) { ServeGood(connection); }, "127.43.5.1");
  const ScriptedPeer nameless([](Fd& connection, int) { ServeGood(connection); }, "127.43.5.2");
  dns_.AddPtr("127.43.5.1", {"SPS.example", "other.example"});
  probe::Endpoint with = EndpointOf("127.43.5.1", named.port());
  probe::Endpoint without = EndpointOf("127.43.5.2", nameless.port());
  for (probe::Endpoint* endpoint : {&with, &without}) {
    endpoint->identities.clear();
    endpoint->identity_from_ptr = true;
  }
  ListedTargets targets({with, without});
  Scan(targets);
  const probe::EndpointResult& result = written_.Only("127.43.5.1");
  EXPECT_THAT(result.endpoint.identities, ElementsAre("sps.example", "other.example"));
  EXPECT_EQ(result.server_name, "sps.example");
  EXPECT_THAT(Codes(result), ElementsAre(kNameMismatch));
  EXPECT_THAT(Codes(written_.Only("127.43.5.2")), ElementsAre(kNameNotJudged));
}

TEST_F(NamesScanTest, APtrRecordThatDnsDoesNotGiveIsToldOf) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.5.3");
  dns_.Fail("3.5.43.127.in-addr.arpa", test::kDnsServFail);
  probe::Endpoint endpoint = EndpointOf("127.43.5.3", good.port());
  endpoint.identities.clear();
  endpoint.identity_from_ptr = true;
  ListedTargets targets({endpoint});
  Scan(targets);
  const probe::EndpointResult& result = written_.Only("127.43.5.3");
  EXPECT_THAT(Codes(result), ElementsAre(kNameNotJudged, kDnsIncomplete));
  EXPECT_EQ(result.findings[1].actual, "PTR: Could not contact DNS servers");
}

TEST_F(NamesScanTest, ADnsFailureThatPassesIsTriedAgain) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.6.1");
  dns_.AddAddresses("sps.example", {"127.43.6.1"});
  dns_.Fail("sps.example", test::kDnsServFail, test::kDnsAnyType, 6);  // all tries of the first lookup
  ListedTargets targets({EndpointOf("sps.example", good.port())});
  options_.retries = 1;
  const ScanOutcome outcome = Scan(targets);
  const probe::EndpointResult& result = written_.Only("sps.example");
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_EQ(result.attempts, 2);
  EXPECT_THAT(Codes(result), ElementsAre(kRecoveredOnRetry));
  EXPECT_EQ(outcome.summary.endpoints, 1u);
}

// --- journeys ---

TEST_F(ScanTest, NoJourneyIsKeptWhereNobodyWantsOne) {
  ListedTargets targets(RefusedEndpoints(3));
  Scan(targets);
  EXPECT_THAT(written_.journeys, ElementsAre("", "", ""));
}

TEST_F(NamesScanTest, EachAddressOfANameHasAJourneyOfItsOwn) {
  const ScriptedPeer good(
      [](Fd& connection, int) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // for as long the other address waits at least
        ServeGood(connection);
      },
      "127.43.7.1");
  const test::Listener refuses = test::HoldSilentPort("127.43.7.2", good.port());
  dns_.AddAddresses("sps.example", {"127.43.7.1", "127.43.7.2", "127.43.7.3"});
  ListedTargets targets({EndpointOf("sps.example", good.port())});
  targets.Exclude("127.43.7.3");
  options_.keep_journeys = true;
  Scan(targets);
  ASSERT_EQ(written_.journeys.size(), 2u);
  for (const std::string& journey : written_.journeys) {
    EXPECT_THAT(journey, HasSubstr("by DNS: IPv4 127.43.7.1, 127.43.7.2; IPv6 none; 1 more excluded\n"));
  }
  EXPECT_THAT(written_.journeys[0], AllOf(HasSubstr("(127.43.7.1), step by step\n"), HasSubstr("identity sps.example: "
                                                                                               "covered\n")));
  EXPECT_THAT(written_.journeys[1],
              AllOf(HasSubstr("(127.43.7.2), step by step\n"), HasSubstr(": the name's other addresses come first\n"),
                    HasSubstr(": the connection was refused, "), Not(HasSubstr("ServerHello"))));
}

TEST_F(NamesScanTest, AJourneyGoesOnWithTheNextTry) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.8.1");
  dns_.AddAddresses("sps.example", {"127.43.8.1"});
  dns_.Fail("sps.example", test::kDnsServFail, test::kDnsAnyType, 6);  // all tries of the first lookup
  ListedTargets targets({EndpointOf("sps.example", good.port())});
  options_.retries = 1;
  options_.keep_journeys = true;
  Scan(targets);
  ASSERT_EQ(written_.journeys.size(), 1u);
  EXPECT_THAT(written_.journeys[0],
              ContainsRegex("does not resolve, after .*put aside.*this was 1 of 2.*try 2 of 2, after a wait of .*"
                            "resolved in .*verdict: compliant"));
}

TEST_F(NamesScanTest, AJourneyHasTheNameOfAnAddress) {
  const ScriptedPeer good([](Fd& connection, int) { ServeGood(connection); }, "127.43.9.1");
  dns_.AddPtr("127.43.9.1", {"sps.example"});
  probe::Endpoint endpoint = EndpointOf("127.43.9.1", good.port());
  endpoint.identities.clear();
  endpoint.identity_from_ptr = true;
  ListedTargets targets({endpoint});
  options_.keep_journeys = true;
  Scan(targets);
  ASSERT_EQ(written_.journeys.size(), 1u);
  EXPECT_THAT(written_.journeys[0], ContainsRegex("PTR of 127.43.9.1, after [0-9]+ ms: sps.example\n"));
}

TEST_F(ScanTest, AJourneyHasWhatWasWaitedFor) {
  const test::Listener refuses = test::HoldSilentPort();
  ListedTargets targets({EndpointAt("a.example", "127.0.0.1", refuses.port),
                         EndpointAt("b.example", "127.0.0.1", refuses.port),
                         EndpointAt("c.example", "127.0.0.1", refuses.port)});
  options_.rate = 20;
  options_.keep_journeys = true;
  Scan(targets);
  EXPECT_THAT(written_.journeys, Contains(HasSubstr(": no faster than --rate and --rate-per-network\n")));
}

// --- retries ---

TEST_F(ScanTest, WhatRecoversIsToldSo) {
  const ScriptedPeer peer([](Fd& connection, int number) {
    if (number >= kHellosOfOneProbe) ServeGood(connection);
  });
  ListedTargets targets({EndpointAt("sps.example", "127.0.0.1", peer.port())});
  options_.retries = 1;
  const ScanOutcome outcome = Scan(targets);
  const probe::EndpointResult& result = written_.Only("sps.example");
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_EQ(result.attempts, 2);
  EXPECT_THAT(Codes(result), ElementsAre(kRecoveredOnRetry));
  EXPECT_EQ(peer.connections(), kHellosOfOneProbe + 1);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, AsManyRetriesAsAskedFor) {
  const ScriptedPeer peer([](Fd& connection, int) { test::ReadRecord(connection); });  // and closes
  ListedTargets targets({EndpointAt("sps.example", "127.0.0.1", peer.port())});
  options_.retries = 2;
  Scan(targets);
  const probe::EndpointResult& result = written_.Only("sps.example");
  EXPECT_EQ(result.attempts, 3);
  EXPECT_THAT(Codes(result), ElementsAre(kConnectionClosed));
  EXPECT_EQ(peer.connections(), 3 * kHellosOfOneProbe);
}

TEST_F(ScanTest, WhatIsCertainIsNotTriedAgain) {
  const ScriptedPeer ssh([](Fd& connection, int) { test::WriteAll(connection, "SSH-2.0-x\r\n"); });
  std::vector<probe::Endpoint> endpoints = RefusedEndpoints(1);
  endpoints.push_back(EndpointAt("ssh.example", "127.0.0.1", ssh.port()));
  ListedTargets targets(endpoints);
  options_.retries = 3;
  Scan(targets);
  EXPECT_EQ(written_.Only("refused-0").attempts, 1);
  EXPECT_EQ(written_.Only("ssh.example").attempts, 1);
  EXPECT_EQ(ssh.connections(), 1);
}

TEST_F(ScanTest, RetriesComeAfterEverythingElse) {
  std::mutex mutex;
  std::string order;
  const auto note = [&](char who) {
    const std::lock_guard lock(mutex);
    order += who;
  };
  const ScriptedPeer fails([&](Fd&, int) { note('f'); }, "127.44.1.1");
  const ScriptedPeer works(
      [&](Fd& connection, int) {
        note('w');
        ServeGood(connection);
      },
      "127.44.1.2");
  std::vector<probe::Endpoint> endpoints = {EndpointAt("fails.example", "127.44.1.1", fails.port())};
  for (int i = 0; i < 5; ++i) {
    endpoints.push_back(EndpointAt(Numbered("works-", i), "127.44.1.2", works.port()));
  }
  ListedTargets targets(endpoints);
  options_.threads = options_.concurrency = 1;
  options_.retries = 1;
  Scan(targets);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(order, "fffffwwwwwfffff");
}

// One after the other they would take ten times as long.
TEST_F(ScanTest, SilentOnesAreTriedAgainTogether) {
  ListedTargets targets(SilentEndpoints("127.44.2.", 20));
  options_.handshake_timeout_us = 150'000;
  options_.retries = 1;
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kNoTls), 20u);
  for (const probe::EndpointResult& result : written_.results) {
    EXPECT_EQ(result.attempts, 2);
    EXPECT_THAT(Codes(result), ElementsAre(kHandshakeTimeout));
  }
  EXPECT_GE(outcome.summary.elapsed_us, 2 * 150'000);
  EXPECT_LT(outcome.summary.elapsed_us, 2'000'000);
}

// --- the end comes early ---

TEST_F(ScanTest, AStopInTheMiddleEndsItWithinASecond) {
  std::vector<probe::Endpoint> endpoints = SilentEndpoints("127.44.3.", 30);
  const std::vector<probe::Endpoint> refused = RefusedEndpoints(10);
  endpoints.insert(endpoints.end(), refused.begin(), refused.end());
  ListedTargets targets(endpoints);
  std::stop_source stop;
  int written = 0;
  int64_t stopped_us = 0;
  before_write_ = [&](const probe::EndpointResult&) {
    if (++written == 10) {
      stopped_us = clock_.MonotonicMicros();
      stop.request_stop();
    }
    return absl::OkStatus();
  };
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_LT(clock_.MonotonicMicros() - stopped_us, 1'000'000);
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_TRUE(outcome.summary.interrupted);
  EXPECT_EQ(outcome.summary.endpoints, 40u);
  EXPECT_EQ(outcome.summary.unfinished, 30u);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kUnreachable), 10u);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kNotJudged), 30u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, AStopBeforeItBeginsLeavesEverything) {
  ListedTargets targets(RefusedEndpoints(10));
  std::stop_source stop;
  stop.request_stop();
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_TRUE(outcome.summary.interrupted);
  EXPECT_EQ(outcome.summary.endpoints, 10u);
  EXPECT_EQ(outcome.summary.unfinished, 10u);
  EXPECT_EQ(targets.given(), 0u);
  ExpectAddsUp(outcome.summary, written_);
}

// What waits for its retry was not finished either, and has no line.
TEST_F(ScanTest, AStopBetweenPassesCountsWhatWasPutAside) {
  const ScriptedPeer closes([](Fd&, int) {}, "127.44.4.1");
  std::vector<probe::Endpoint> endpoints = {EndpointAt("closes.example", "127.44.4.1", closes.port())};
  const std::vector<probe::Endpoint> silent = SilentEndpoints("127.44.5.", 1);
  const std::vector<probe::Endpoint> refused = RefusedEndpoints(1);
  endpoints.insert(endpoints.end(), refused.begin(), refused.end());
  endpoints.insert(endpoints.end(), silent.begin(), silent.end());
  ListedTargets targets(endpoints);
  options_.retries = 1;
  options_.threads = 1;
  std::stop_source stop;
  on_progress_ = [&](const ScanProgress&) {
    if (closes.connections() == kHellosOfOneProbe) stop.request_stop();
  };
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_EQ(outcome.summary.unfinished, 2u);
  EXPECT_THAT(written_.Of("refused-0"), ::testing::SizeIs(1));
  EXPECT_EQ(written_.results.size(), 1u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, AStopDoesNotWaitForTheRate) {
  ListedTargets targets(RefusedEndpoints(100));
  options_.rate = 0.1;
  std::stop_source stop;
  before_write_ = [&](const probe::EndpointResult&) {
    stop.request_stop();
    return absl::OkStatus();
  };
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_EQ(outcome.summary.unfinished, 99u);
  EXPECT_LT(outcome.summary.elapsed_us, 5'000'000);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, AStopWhileNamesAreResolvedCountsThem) {
  test::DnsServer dns;
  dns.BeSilent("silent.example");
  options_.dns_servers = dns.address();
  ListedTargets targets({EndpointOf("silent.example", 443), EndpointOf("silent.example", 4343)});
  std::stop_source stop;
  on_progress_ = [&](const ScanProgress&) {
    if (dns.questions("silent.example") > 0) stop.request_stop();
  };
  const ScanOutcome outcome = Scan(targets, stop.get_token());
  EXPECT_EQ(outcome.summary.unfinished, 2u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, ASinkThatFailsEndsItAndNothingIsSaidToBeDoneThatIsNot) {
  std::vector<probe::Endpoint> endpoints = RefusedEndpoints(2000);
  const std::vector<probe::Endpoint> silent = SilentEndpoints("127.44.6.", 5);
  endpoints.insert(endpoints.end(), silent.begin(), silent.end());
  ListedTargets targets(endpoints);
  int written = 0;
  before_write_ = [&](const probe::EndpointResult&) {
    return ++written > 100 ? absl::ResourceExhaustedError("run.jsonl: No space left on device") : absl::OkStatus();
  };
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.status, absl::ResourceExhaustedError("run.jsonl: No space left on device"));
  EXPECT_FALSE(outcome.summary.interrupted);
  EXPECT_EQ(outcome.summary.endpoints, 2005u);
  EXPECT_GE(outcome.summary.unfinished, 1905u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, TargetsThatBreakOffAreOurFailure) {
  ListedTargets targets(RefusedEndpoints(100));
  targets.FailAfter(60);
  const ScanOutcome outcome = Scan(targets);
  EXPECT_EQ(outcome.status, absl::InternalError("the list of targets broke off"));
  EXPECT_EQ(outcome.summary.endpoints, 100u);
  EXPECT_GE(outcome.summary.unfinished, 40u);
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, WithoutDescriptorsForItsWorkersItSaysSo) {
  if (!test::kCanDoWithoutDescriptors) GTEST_SKIP() << "the sanitizer can't";
  ListedTargets targets(RefusedEndpoints(10));
  ScanOutcome outcome;
  {
    const test::DescriptorLimit limit(1);
    outcome = Scan(targets);
  }
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(outcome.status.message()), ::testing::HasSubstr("Too many open files"));
  EXPECT_EQ(outcome.summary.unfinished, 10u);
  ExpectAddsUp(outcome.summary, written_);
}

// --- limits ---

TEST_F(ScanTest, FewDescriptorsMakeItSlowAndNobodyUnreachable) {
  ListedTargets targets(SilentEndpoints("127.44.7.", 60));
  options_.concurrency = 60;
  options_.threads = 1;
  options_.handshake_timeout_us = 50'000;
  ScanOutcome outcome;
  {
    const test::DescriptorLimit limit(60);
    EXPECT_LT(ConcurrencyGranted(options_, 60), 40);
    EXPECT_GT(ConcurrencyGranted(options_, 60), 5);
    outcome = Scan(targets);
  }
  EXPECT_EQ(ConcurrencyGranted(options_, 60), 60);
  EXPECT_EQ(outcome.summary.verdict(Verdict::kNoTls), 60u);
  for (const probe::EndpointResult& result : written_.results) {
    EXPECT_THAT(Codes(result), ElementsAre(kHandshakeTimeout));
  }
}

TEST_F(ScanTest, NeverMoreSlotsThanEndpoints) {
  EXPECT_EQ(ConcurrencyGranted(options_, 3), 3);
  EXPECT_EQ(ConcurrencyGranted(options_, 0), 1);
}

// A server that answers nobody until it has seen how many come at once.
TEST_F(ScanTest, NeverMoreThanTwoAtOnceWithOneAddress) {
  constexpr int kEndpoints = 12;
  const test::Listener listener = test::Listen("127.44.8.1");
  std::atomic<int> most = 0, served = 0;
  std::thread server([&] {
    const auto waits = [&](int ms) {
      pollfd descriptor{.fd = listener.socket.get(), .events = POLLIN, .revents = 0};
      return ::poll(&descriptor, 1, ms) == 1;
    };
    while (served < kEndpoints) {
      std::vector<Fd> connections;
      while (waits(connections.empty() ? 5'000 : 60)) connections.push_back(test::Accept(listener));
      if (connections.empty()) return;
      most = std::max<int>(most, static_cast<int>(connections.size()));
      std::vector<std::thread> threads;
      for (const Fd& connection : connections) threads.emplace_back([&connection] { ServeGood(connection); });
      for (std::thread& thread : threads) thread.join();
      served += static_cast<int>(connections.size());
    }
  });
  std::vector<probe::Endpoint> endpoints;
  for (int i = 0; i < kEndpoints; ++i)
    endpoints.push_back(EndpointAt(Numbered("host-", i), "127.44.8.1", listener.port));
  ListedTargets targets(endpoints);
  const ScanOutcome outcome = Scan(targets);
  server.join();
  EXPECT_EQ(most, 2);
  EXPECT_EQ(served, kEndpoints);
  EXPECT_EQ(written_.results.size(), static_cast<size_t>(kEndpoints));
  ExpectAddsUp(outcome.summary, written_);
}

TEST_F(ScanTest, TheRateIsKept) {
  ListedTargets targets(RefusedEndpoints(11));
  options_.rate = 100;
  EXPECT_GE(Scan(targets).summary.elapsed_us, 100'000);
}

TEST_F(ScanTest, TheRateOfANetworkIsKept) {
  ListedTargets targets(RefusedEndpoints(11));
  options_.rate_per_network = 100;
  EXPECT_GE(Scan(targets).summary.elapsed_us, 100'000);
}

// --- progress ---

TEST_F(ScanTest, ProgressIsToldToTheEnd) {
  std::vector<probe::Endpoint> endpoints = RefusedEndpoints(7);
  const std::vector<probe::Endpoint> silent = SilentEndpoints("127.44.9.", 1);
  endpoints.insert(endpoints.end(), silent.begin(), silent.end());
  ListedTargets targets(endpoints);
  options_.handshake_timeout_us = 1'500'000;
  std::vector<ScanProgress> told;
  const std::thread::id here = std::this_thread::get_id();
  on_progress_ = [&](const ScanProgress& progress) {
    EXPECT_EQ(std::this_thread::get_id(), here);
    told.push_back(progress);
  };
  Scan(targets);
  ASSERT_GE(told.size(), 2u);
  for (size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].finishing, i + 1 == told.size());
    EXPECT_EQ(told[i].expected, 8u);
    EXPECT_LE(told[i].counts.done, 8u);
    if (i > 0) {
      EXPECT_GE(told[i].counts.done, told[i - 1].counts.done);
      EXPECT_GE(told[i].elapsed_us, told[i - 1].elapsed_us);
    }
  }
  EXPECT_EQ(told[told.size() - 2].counts.done, 7u);
}

}  // namespace
}  // namespace certsweep::scanner
