#include "scanner/schedule/retry_queue.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;

probe::Endpoint EndpointOf(const std::string& host, uint16_t port = 443) {
  probe::Endpoint endpoint;
  endpoint.host = host;
  endpoint.port = port;
  return endpoint;
}

std::unique_ptr<RetryQueue> NewQueue(const std::vector<std::string>& columns = {}) {
  auto queue = RetryQueue::Create(columns);
  EXPECT_TRUE(queue.ok()) << queue.status();
  return *std::move(queue);
}

TEST(RetryQueueTest, GivesBackWhatWasPushedInOrder) {
  const auto queue = NewQueue({"site", "note"});
  probe::Endpoint full = EndpointOf("sps.example", 4343);
  full.address = base::IpAddress::Parse("2001:db8::7");
  full.identities = {"sps.example", "2001:db8::7"};
  full.columns = {{"site", "HQ"}, {"note", "two\nlines"}};
  full.position = 77;
  full.dns_incomplete = "AAAA: DNS server refused query";
  probe::Endpoint name_alone = EndpointOf("unresolved.example");
  name_alone.columns = {{"note", ""}};
  probe::Endpoint ranged = EndpointOf("10.0.0.1");
  ranged.address = base::IpAddress::Parse("10.0.0.1");
  ranged.identity_from_ptr = true;
  for (const probe::Endpoint* endpoint : {&full, &name_alone, &ranged}) ASSERT_TRUE(queue->Push(*endpoint).ok());
  EXPECT_EQ(queue->size(), 3u);
  ASSERT_TRUE(queue->Close().ok());
  for (const probe::Endpoint* expected : {&full, &name_alone, &ranged}) {
    const auto popped = queue->Pop();
    ASSERT_TRUE(popped.ok() && *popped) << popped.status();
    EXPECT_EQ((*popped)->host, expected->host);
    EXPECT_EQ((*popped)->address, expected->address);
    EXPECT_EQ((*popped)->port, expected->port);
    EXPECT_EQ((*popped)->identities, expected->identities);
    EXPECT_EQ((*popped)->identity_from_ptr, expected->identity_from_ptr);
    EXPECT_EQ((*popped)->columns, expected->columns);
    EXPECT_EQ((*popped)->position, expected->position);
    EXPECT_EQ((*popped)->dns_incomplete, expected->dns_incomplete);
  }
  EXPECT_EQ(queue->size(), 0u);
  EXPECT_FALSE((*queue->Pop()).has_value());
  EXPECT_FALSE((*queue->Pop()).has_value());
}

TEST(RetryQueueTest, AnEmptyOneHasNothing) {
  const auto queue = NewQueue();
  ASSERT_TRUE(queue->Close().ok());
  EXPECT_FALSE((*queue->Pop()).has_value());
}

TEST(RetryQueueTest, ManyPushAndManyPop) {
  constexpr int kThreads = 4, kEach = 5000;
  const auto queue = NewQueue();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&queue, thread] {
      for (int i = 0; i < kEach; ++i) {
        ASSERT_TRUE(queue->Push(EndpointOf("host-" + std::to_string(thread * kEach + i) + ".example")).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  ASSERT_TRUE(queue->Close().ok());
  std::vector<std::vector<std::string>> popped(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&queue, &mine = popped[static_cast<size_t>(thread)]] {
      for (auto next = queue->Pop(); next.ok() && *next; next = queue->Pop()) mine.push_back((*next)->host);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> hosts;
  size_t count = 0;
  for (const auto& some : popped) {
    hosts.insert(some.begin(), some.end());
    count += some.size();
  }
  EXPECT_EQ(count, static_cast<size_t>(kThreads * kEach));
  EXPECT_EQ(hosts.size(), count);
}

// Whoever can't keep an endpoint for later must say so.
TEST(RetryQueueTest, AFullDiskIsTold) {
  std::signal(SIGXFSZ, SIG_IGN);
  const auto queue = NewQueue();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  absl::Status status;
  for (int i = 0; status.ok() && i < 100'000; ++i) status = queue->Push(EndpointOf("a-host-with-a-long-name.example"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
}

TEST(RetryQueueTest, WithoutAFolderForItThereIsNoQueue) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", "/nonexistent-folder", 1);
  const auto queue = RetryQueue::Create({});
  if (before == nullptr) {
    ::unsetenv("TMPDIR");
  } else {
    ::setenv("TMPDIR", kept.c_str(), 1);
  }
  EXPECT_EQ(queue.status().code(), absl::StatusCode::kNotFound) << queue.status();
  EXPECT_THAT(std::string(queue.status().message()), HasSubstr("/nonexistent-folder"));
}

}  // namespace
}  // namespace certsweep::scanner
