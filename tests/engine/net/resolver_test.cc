#include "engine/net/resolver.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/dns_server.h"

namespace certsweep::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Texts(const Resolution& resolution) {
  std::vector<std::string> texts;
  for (const base::IpAddress& address : resolution.addresses) texts.push_back(address.ToString());
  return texts;
}

class ResolverTest : public ::testing::Test {
 protected:
  ResolverOptions Options() const {
    ResolverOptions options;
    options.servers = server_.address();
    options.timeout_ms = 20'000;
    options.tries = 1;
    return options;
  }

  void Start(const ResolverOptions& options) {
    auto resolver = Resolver::Create(loop_, options);
    ASSERT_TRUE(resolver.ok()) << resolver.status();
    resolver_ = *std::move(resolver);
  }
  void SetUp() override { Start(Options()); }

  Resolution Resolve(const std::string& host) {
    Resolution resolution;
    RunOnLoop(loop_, [&]() -> Awaitable<void> { co_await resolver_->Resolve(host, resolution); });
    return resolution;
  }

  // All at once, in this order.
  std::map<std::string, Resolution> ResolveAtOnce(const std::vector<std::string>& hosts, int times = 1) {
    std::map<std::string, Resolution> resolutions;
    size_t done = 0;
    RunOnLoop(loop_, [&]() -> Awaitable<void> {
      const auto one = [&](const std::string host) -> Awaitable<void> {
        Resolution resolution;
        co_await resolver_->Resolve(host, resolution);
        resolutions[host] = resolution;
        ++done;
      };
      for (int i = 0; i < times; ++i) {
        for (const std::string& host : hosts) {
          boost::asio::co_spawn(loop_.context(), one(host), boost::asio::detached);
        }
      }
      const auto release = [&]() -> Awaitable<void> {
        server_.Release();
        co_return;
      };
      Spawn(loop_, release);
      while (done < hosts.size() * static_cast<size_t>(times)) co_await loop_.Sleep(1'000);
    });
    return resolutions;
  }

  PtrResolution ResolvePtr(const std::string& address) {
    PtrResolution resolution;
    const base::IpAddress parsed = *base::IpAddress::Parse(address);
    RunOnLoop(loop_, [&]() -> Awaitable<void> { co_await resolver_->ResolvePtr(parsed, resolution); });
    return resolution;
  }

  test::DnsServer server_;
  Loop loop_{base::SystemClock()};
  std::unique_ptr<Resolver> resolver_;
};

TEST_F(ResolverTest, AddressesOfBothFamilies) {
  server_.AddAddresses("a.example", {"10.0.0.2", "10.0.0.1", "2001:db8::1"});
  const Resolution resolution = Resolve("a.example");
  EXPECT_THAT(Texts(resolution), UnorderedElementsAre("10.0.0.2", "10.0.0.1", "2001:db8::1"));
  EXPECT_EQ(resolution.error, "");
  EXPECT_FALSE(resolution.transient);
  EXPECT_FALSE(resolution.local);
  EXPECT_EQ(resolution.incomplete, "");
  EXPECT_TRUE(resolution.from_dns);
  EXPECT_EQ(server_.questions("a.example"), 2);
}

TEST_F(ResolverTest, WhatTheHostsFileSaysIsNotFromDns) {
  const Resolution resolution = Resolve("localhost");
  EXPECT_FALSE(resolution.addresses.empty());
  EXPECT_FALSE(resolution.from_dns);
}

TEST_F(ResolverTest, InTheOrderOfTheAnswerAndEachOnce) {
  server_.AddAddresses("a.example", {"10.0.0.9", "10.0.0.1", "10.0.0.9", "10.0.0.5"});
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("10.0.0.9", "10.0.0.1", "10.0.0.5"));
}

TEST_F(ResolverTest, OneFamilyAlone) {
  server_.AddAddresses("a.example", {"10.0.0.1", "2001:db8::1"});
  ResolverOptions options = Options();
  options.ipv6 = false;
  Start(options);
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("10.0.0.1"));
  EXPECT_EQ(server_.questions("a.example", test::kDnsAaaa), 0);
  options.ipv4 = false;
  options.ipv6 = true;
  Start(options);
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("2001:db8::1"));
  EXPECT_EQ(server_.questions("a.example", test::kDnsA), 1);
}

TEST_F(ResolverTest, FollowsAliases) {
  server_.AddCname("www.example", "web.example");
  server_.AddCname("web.example", "a.example");
  server_.AddAddresses("a.example", {"10.0.0.1", "2001:db8::1"});
  EXPECT_THAT(Texts(Resolve("www.example")), UnorderedElementsAre("10.0.0.1", "2001:db8::1"));
}

TEST_F(ResolverTest, AliasesInACircleComeToAnEnd) {
  server_.AddCname("a.example", "b.example");
  server_.AddCname("b.example", "a.example");
  const Resolution resolution = Resolve("a.example");
  EXPECT_THAT(resolution.addresses, IsEmpty());
  EXPECT_NE(resolution.error, "");
  EXPECT_FALSE(resolution.local);
}

// More than a datagram of 512 bytes holds: the answer comes by TCP.
TEST_F(ResolverTest, ManyAddressesAreAllFound) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 200; ++i) addresses.push_back("10.0.1." + std::to_string(i));
  server_.AddAddresses("many.example", addresses);
  EXPECT_EQ(Texts(Resolve("many.example")), addresses);
  EXPECT_EQ(server_.tcp_connections(), 1);
}

TEST_F(ResolverTest, ANameThatDoesNotExistIsCertain) {
  const Resolution resolution = Resolve("nobody.example");
  EXPECT_THAT(resolution.addresses, IsEmpty());
  EXPECT_EQ(resolution.error, "Domain name not found");
  EXPECT_FALSE(resolution.transient);
  EXPECT_FALSE(resolution.local);
}

TEST_F(ResolverTest, FailuresOfServersAreTransient) {
  server_.Fail("fails.example", test::kDnsServFail);
  server_.Fail("refused.example", test::kDnsRefused);
  for (const char* name : {"fails.example", "refused.example"}) {
    const Resolution resolution = Resolve(name);
    EXPECT_THAT(resolution.addresses, IsEmpty()) << name;
    EXPECT_NE(resolution.error, "") << name;
    EXPECT_TRUE(resolution.transient) << name;
    EXPECT_FALSE(resolution.local) << name;
  }
}

TEST_F(ResolverTest, SilenceIsTransient) {
  server_.BeSilent("silent.example");
  ResolverOptions options = Options();
  options.timeout_ms = 20;
  options.tries = 2;
  Start(options);
  const Resolution resolution = Resolve("silent.example");
  EXPECT_THAT(resolution.addresses, IsEmpty());
  EXPECT_EQ(resolution.error, "Timeout while contacting DNS servers");
  EXPECT_TRUE(resolution.transient);
  EXPECT_EQ(server_.questions("silent.example", test::kDnsA), 2);
}

TEST_F(ResolverTest, ALostDatagramIsAskedForAgain) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.BeSilent("a.example", test::kDnsAnyType, 2);  // one a family
  ResolverOptions options = Options();
  options.timeout_ms = 20;
  options.tries = 10;
  Start(options);
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("10.0.0.1"));
}

TEST_F(ResolverTest, OneFamilyThatFailsLeavesTheOtherAndIsToldOf) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Fail("a.example", test::kDnsServFail, test::kDnsAaaa);
  server_.AddAddresses("b.example", {"2001:db8::1"});
  server_.Fail("b.example", test::kDnsRefused, test::kDnsA);
  const Resolution a = Resolve("a.example");
  EXPECT_THAT(Texts(a), ElementsAre("10.0.0.1"));
  EXPECT_EQ(a.incomplete, "AAAA: Could not contact DNS servers");
  const Resolution b = Resolve("b.example");
  EXPECT_THAT(Texts(b), ElementsAre("2001:db8::1"));
  EXPECT_EQ(b.incomplete, "A: Could not contact DNS servers");
}

// An appliance must not be missed because its record was not to be had at the first attempt.
TEST_F(ResolverTest, OneFamilyThatFailedIsAskedForAgain) {
  server_.AddAddresses("a.example", {"10.0.0.1", "2001:db8::1", "2001:db8::2"});
  server_.Fail("a.example", test::kDnsServFail, test::kDnsAaaa, 1);
  server_.AddCname("www.example", "a.example");
  server_.Fail("www.example", test::kDnsServFail, test::kDnsA, 1);
  for (const char* name : {"a.example", "www.example"}) {
    const Resolution resolution = Resolve(name);
    EXPECT_THAT(Texts(resolution), UnorderedElementsAre("10.0.0.1", "2001:db8::1", "2001:db8::2")) << name;
    EXPECT_EQ(resolution.incomplete, "") << name;
  }
}

// A server that drops such questions would else be waited for again for each port.
TEST_F(ResolverTest, WhatIsIncompleteIsAskedForTwiceAndThenKept) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Fail("a.example", test::kDnsServFail, test::kDnsAaaa);
  EXPECT_NE(Resolve("a.example").incomplete, "");
  EXPECT_NE(Resolve("a.example").incomplete, "");
  EXPECT_EQ(server_.questions("a.example", test::kDnsAaaa), 2);
}

TEST_F(ResolverTest, OneFamilyWithoutDataIsComplete) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  const Resolution resolution = Resolve("a.example");
  EXPECT_THAT(Texts(resolution), ElementsAre("10.0.0.1"));
  EXPECT_EQ(resolution.incomplete, "");
  EXPECT_EQ(server_.questions("a.example", test::kDnsAaaa), 2);
}

// Silence is waited for no longer than any other answer, and the slot is free again.
TEST_F(ResolverTest, OneFamilyThatIsSilentIsToldOf) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.BeSilent("a.example", test::kDnsAaaa);
  ResolverOptions options = Options();
  options.timeout_ms = 20;
  options.tries = 2;
  options.in_flight = 1;
  Start(options);
  for (int i = 0; i < 2; ++i) {
    const Resolution resolution = Resolve("a.example");
    EXPECT_THAT(Texts(resolution), ElementsAre("10.0.0.1"));
    EXPECT_EQ(resolution.incomplete, "AAAA: Timeout while contacting DNS servers");
  }
}

// One family has no data and the other was not answered: an address may well be there, so another try is due.
TEST_F(ResolverTest, NoDataOfOneFamilyDoesNotHideAFailureOfTheOther) {
  for (const uint16_t failing : {test::kDnsA, test::kDnsAaaa}) {
    const std::string name = "half" + std::to_string(failing) + ".example";
    server_.Fail(name, test::kDnsServFail, failing);
    const Resolution resolution = Resolve(name);
    EXPECT_THAT(resolution.addresses, IsEmpty());
    EXPECT_TRUE(resolution.transient) << name;
  }
}

TEST_F(ResolverTest, NoDataOfTheOneFamilyAskedForIsCertain) {
  server_.AddAddresses("a.example", {"2001:db8::1"});
  ResolverOptions options = Options();
  options.ipv6 = false;
  Start(options);
  const Resolution resolution = Resolve("a.example");
  EXPECT_EQ(resolution.error, "DNS server returned answer with no data");
  EXPECT_FALSE(resolution.transient);
}

TEST_F(ResolverTest, ANameIsAskedForOnce) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  Resolve("a.example");
  Resolve("nobody.example");
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("10.0.0.1"));
  EXPECT_NE(Resolve("nobody.example").error, "");
  EXPECT_EQ(server_.questions("a.example", test::kDnsA), 1);
  EXPECT_EQ(server_.questions("nobody.example", test::kDnsA), 1);
}

TEST_F(ResolverTest, ATransientFailureIsNotKept) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Fail("a.example", test::kDnsServFail, test::kDnsAnyType, 2);
  EXPECT_TRUE(Resolve("a.example").transient);
  EXPECT_THAT(Texts(Resolve("a.example")), ElementsAre("10.0.0.1"));
}

TEST_F(ResolverTest, EqualNamesAtOnceAreOneLookup) {
  server_.Hold();
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Fail("fails.example", test::kDnsServFail);  // which no cache keeps
  const auto resolutions = ResolveAtOnce({"a.example", "fails.example"}, 20);
  EXPECT_THAT(Texts(resolutions.at("a.example")), ElementsAre("10.0.0.1"));
  EXPECT_TRUE(resolutions.at("fails.example").transient);
  EXPECT_EQ(server_.questions("a.example", test::kDnsA), 1);
  EXPECT_EQ(server_.questions("fails.example", test::kDnsA), 1);
}

TEST_F(ResolverTest, LookupsAtOnceAreBounded) {
  server_.AnswerInBatches();
  ResolverOptions options = Options();
  options.ipv6 = false;
  options.in_flight = 3;
  Start(options);
  std::vector<std::string> hosts;
  for (int i = 0; i < 10; ++i) {
    hosts.push_back("host" + std::to_string(i) + ".example");
    server_.AddAddresses(hosts.back(), {"10.0.0." + std::to_string(i)});
  }
  const auto resolutions = ResolveAtOnce(hosts);
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(Texts(resolutions.at(hosts[static_cast<size_t>(i)])), ElementsAre("10.0.0." + std::to_string(i)));
  }
  EXPECT_EQ(server_.largest_batch(), 3);
}

TEST_F(ResolverTest, TheCacheIsBoundedAndDropsTheOldest) {
  ResolverOptions options = Options();
  options.ipv6 = false;
  options.cache_entries = 2;
  Start(options);
  for (const char* name : {"a.example", "b.example", "c.example", "b.example", "c.example", "a.example"}) Resolve(name);
  EXPECT_EQ(server_.questions("a.example"), 2);
  EXPECT_EQ(server_.questions("b.example"), 1);
  EXPECT_EQ(server_.questions("c.example"), 1);
}

// What was not kept must not push out what is.
TEST_F(ResolverTest, AForgottenEntryDoesNotTakeItsSuccessorAlong) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Fail("a.example", test::kDnsServFail, test::kDnsAnyType, 1);
  ResolverOptions options = Options();
  options.ipv6 = false;
  options.cache_entries = 2;
  Start(options);
  for (const char* name : {"a.example", "b.example", "a.example", "a.example"}) Resolve(name);
  EXPECT_EQ(server_.questions("a.example"), 2);
}

TEST_F(ResolverTest, PtrNamesOfBothFamilies) {
  server_.AddPtr("10.0.0.7", {"SPS-7.Corp.Example"});
  server_.AddPtr("2001:db8::7", {"sps-7.corp.example"});
  EXPECT_THAT(ResolvePtr("10.0.0.7").names, ElementsAre("sps-7.corp.example"));
  EXPECT_THAT(ResolvePtr("2001:db8::7").names, ElementsAre("sps-7.corp.example"));
  EXPECT_THAT(ResolvePtr("10.0.0.8").names, IsEmpty());
  EXPECT_EQ(ResolvePtr("10.0.0.8").error, "");
}

// Which one comes first changes from answer to answer: a verdict must not hang on that.
TEST_F(ResolverTest, AllPtrNamesOfAnAddress) {
  server_.AddPtr("10.0.0.7", {"b.example", "a.example", "B.example", "c.example"});
  EXPECT_THAT(ResolvePtr("10.0.0.7").names, ElementsAre("b.example", "a.example", "c.example"));
}

TEST_F(ResolverTest, FailingPtrLookupsGiveNoNameAndSayWhy) {
  const std::string name = "9.0.0.10.in-addr.arpa";
  server_.Fail(name, test::kDnsServFail);
  const PtrResolution resolution = ResolvePtr("10.0.0.9");
  EXPECT_THAT(resolution.names, IsEmpty());
  EXPECT_EQ(resolution.error, "Could not contact DNS servers");
  EXPECT_EQ(server_.questions(name), 2);
}

TEST_F(ResolverTest, APtrLookupThatFailedIsAskedAgain) {
  server_.AddPtr("10.0.0.9", {"sps-9.example"});
  server_.AddPtr("2001:db8::9", {"sps-9.example"});
  server_.Fail("9.0.0.10.in-addr.arpa", test::kDnsServFail, test::kDnsPtr, 1);
  server_.Fail("9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", test::kDnsServFail,
               test::kDnsPtr, 1);
  for (const char* address : {"10.0.0.9", "2001:db8::9"}) {
    const PtrResolution resolution = ResolvePtr(address);
    EXPECT_THAT(resolution.names, ElementsAre("sps-9.example")) << address;
    EXPECT_EQ(resolution.error, "") << address;
  }
}

TEST_F(ResolverTest, LocalhostNeedsNoServer) {
  EXPECT_THAT(Texts(Resolve("localhost")), ::testing::Contains("127.0.0.1"));
  EXPECT_EQ(server_.questions("localhost"), 0);
}

TEST_F(ResolverTest, WhatNoServerWouldTakeIsAnError) {
  for (const std::string& name :
       {std::string("a..example"), std::string(64, 'a') + ".example", std::string(300, 'a')}) {
    const Resolution resolution = Resolve(name);
    EXPECT_THAT(resolution.addresses, IsEmpty()) << name;
    EXPECT_NE(resolution.error, "") << name;
    EXPECT_FALSE(resolution.local) << name;
  }
}

// c-ares ends what has the addresses of one family as a success, while its channel goes: that is no time to ask more.
TEST_F(ResolverTest, ItMayGoAwayBetweenTheFamilies) {
  server_.AddAddresses("half.example", {"10.0.0.1"});
  server_.BeSilent("half.example", test::kDnsAaaa);
  server_.BeSilent("7.0.0.10.in-addr.arpa");
  Loop loop(base::SystemClock());
  std::unique_ptr<Resolver> resolver = *Resolver::Create(loop, Options());
  Resolution resolution;
  PtrResolution ptr;
  const base::IpAddress address = *base::IpAddress::Parse("10.0.0.7");
  const auto resolves = [&]() -> Awaitable<void> { co_await resolver->Resolve("half.example", resolution); };
  const auto resolves_ptr = [&]() -> Awaitable<void> { co_await resolver->ResolvePtr(address, ptr); };
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    Spawn(loop, resolves);
    Spawn(loop, resolves_ptr);
    // Asked last: when its answer is here, so is the one that came before.
    Resolution other;
    co_await resolver->Resolve("nobody.example", other);
  });
  resolver.reset();
}

TEST_F(ResolverTest, ItMayGoAwayUnderItsCallers) {
  server_.BeSilent("silent.example");
  {
    Loop loop(base::SystemClock());
    ResolverOptions options = Options();
    options.in_flight = 1;
    std::unique_ptr<Resolver> resolver = *Resolver::Create(loop, options);
    const auto resolves = [&](const std::string host) -> Awaitable<void> {
      Resolution resolution;
      co_await resolver->Resolve(host, resolution);
      ADD_FAILURE() << "nobody answered";
    };
    for (const char* host : {"silent.example", "silent.example", "waits.example"}) {
      boost::asio::co_spawn(loop.context(), resolves(host), boost::asio::detached);
    }
    RunOnLoop(loop, [&]() -> Awaitable<void> {
      while (server_.questions("silent.example") == 0) co_await loop.Sleep(1'000);
    });
    resolver.reset();
  }
  EXPECT_EQ(server_.questions("waits.example"), 0);
}

}  // namespace
}  // namespace certsweep::net
