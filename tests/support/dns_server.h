// DnsServer: a DNS server on 127.0.0.1, by UDP and TCP, that says what a test tells it to. Names it was told nothing of
// do not exist. Thread-safe; one thread of its own.
#ifndef CERTSWEEP_TESTS_SUPPORT_DNS_SERVER_H_
#define CERTSWEEP_TESTS_SUPPORT_DNS_SERVER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/loopback.h"

namespace certsweep::test {

inline constexpr uint16_t kDnsA = 1, kDnsCname = 5, kDnsPtr = 12, kDnsAaaa = 28;
inline constexpr uint16_t kDnsAnyType = 0;
inline constexpr int kDnsServFail = 2, kDnsRefused = 5;

class DnsServer {
 public:
  DnsServer();
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  // "127.0.0.1:PORT", as the resolver takes it.
  std::string address() const;

  // A and AAAA records, in this order; more are added. A family without any: the name exists, and has no data.
  void AddAddresses(const std::string& name, const std::vector<std::string>& addresses);
  void AddCname(const std::string& name, const std::string& target);
  void AddPtr(const std::string& address, const std::vector<std::string>& names);
  // Questions for `name` of `type` are answered by this error: the next `times`, after that by the records.
  void Fail(const std::string& name, int error, uint16_t type = kDnsAnyType, int times = 1'000'000);
  // ... not at all.
  void BeSilent(const std::string& name, uint16_t type = kDnsAnyType, int times = 1'000'000);
  // Answers are held back until Release, which waits for the first question.
  void Hold();
  void Release();
  // Waits after a question until no more come, and only then answers: largest_batch() is how many were open at once.
  void AnswerInBatches();

  // Questions for `name`, over all, whatever became of them.
  int questions(const std::string& name, uint16_t type = kDnsAnyType) const;
  int tcp_connections() const;
  int largest_batch() const;

 private:
  struct Trouble {
    uint16_t type = kDnsAnyType;
    int error = 0;  // 0: silence
    int times = 0;
  };
  struct Zone {
    std::vector<std::string> a, aaaa, ptr;  // rdata
    std::string cname;
    std::vector<Trouble> troubles;
    std::map<uint16_t, int> questions;
  };
  struct Datagram {
    std::string question;
    std::string sender;  // its sockaddr
  };

  void Run();
  void ReadDatagrams();
  void AnswerDatagrams();
  void ServeTcp();
  // RCODE; nothing: silence.
  static std::optional<int> ErrorFor(Zone& zone, uint16_t type);
  // How many records it appended.
  size_t AppendRecords(const std::string& name, uint16_t type, std::string& records);
  // The whole answer; empty: none is given.
  std::string AnswerTo(std::string_view question, size_t size_limit);

  Fd udp_, tcp_, waker_;
  uint16_t port_ = 0;
  std::vector<Datagram> open_;  // the thread's own
  mutable std::mutex mutex_;
  std::condition_variable asked_;
  std::map<std::string, Zone> zones_;
  bool stop_ = false, hold_ = false, batches_ = false, any_question_ = false;
  int tcp_connections_ = 0;
  size_t largest_batch_ = 0;
  std::thread thread_;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_DNS_SERVER_H_
