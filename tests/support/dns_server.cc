#include "tests/support/dns_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/check.h"

namespace certsweep::test {

namespace {

constexpr size_t kHeaderBytes = 12;
constexpr size_t kUdpLimit = 512;
constexpr size_t kTcpLimit = 65535;
constexpr int kNxDomain = 3;
constexpr size_t kMaxCnames = 8;  // of a loop
constexpr int kBatchQuietMs = 50;

void Put16(size_t value, std::string& out) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value);
}

std::string EncodeName(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const size_t dot = std::min(name.find('.'), name.size());
    out += static_cast<char>(dot);
    out += name.substr(0, dot);
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  out += '\0';
  return out;
}

struct Question {
  std::string name;
  uint16_t type = 0;
  size_t end = 0;  // where it ends in the message
};

Question ParseQuestion(std::string_view message) {
  Question question;
  size_t at = kHeaderBytes;
  while (at < message.size() && message[at] != '\0') {
    const auto length = static_cast<unsigned char>(message[at]);
    if (!question.name.empty()) question.name += '.';
    question.name += message.substr(at + 1, length);
    at += size_t{1} + length;
  }
  Check(at + 5 <= message.size(), "a DNS question");
  question.type = static_cast<uint16_t>(static_cast<unsigned char>(message[at + 1]) << 8 |
                                        static_cast<unsigned char>(message[at + 2]));
  question.end = at + 5;
  return question;
}

// The nibbles of an IPv6 or the bytes of an IPv4 address, backwards.
std::string PtrName(const std::string& address) {
  unsigned char bytes[16];
  std::string name;
  if (::inet_pton(AF_INET, address.c_str(), bytes) == 1) {
    for (int i = 3; i >= 0; --i) name += std::to_string(bytes[i]) + ".";
    return name + "in-addr.arpa";
  }
  Check(::inet_pton(AF_INET6, address.c_str(), bytes) == 1, "an address for a PTR record");
  for (int i = 15; i >= 0; --i) {
    for (const int nibble : {bytes[i] & 15, bytes[i] >> 4}) {
      name += "0123456789abcdef"[nibble];
      name += '.';
    }
  }
  return name + "ip6.arpa";
}

std::string Record(std::string_view owner, uint16_t type, std::string_view data) {
  std::string record(owner);
  Put16(type, record);
  Put16(1, record);                // IN
  record.append("\0\0\0\x3c", 4);  // a minute
  Put16(data.size(), record);
  record += data;
  return record;
}

sockaddr_in LoopbackAddress(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

DnsServer::DnsServer() : waker_(::eventfd(0, EFD_CLOEXEC)) {
  // One number for both: where the free TCP port is taken for UDP, another one is tried.
  for (int tries = 0; tries < 100; ++tries) {
    Listener listener = Listen();
    udp_ = Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address = LoopbackAddress(listener.port);
    if (::bind(udp_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) continue;
    tcp_ = std::move(listener.socket);
    port_ = listener.port;
    thread_ = std::thread([this] { Run(); });
    return;
  }
  Check(false, "no port for a DNS server");
}

DnsServer::~DnsServer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  ::eventfd_write(waker_.get(), 1);
  thread_.join();
}

std::string DnsServer::address() const { return "127.0.0.1:" + std::to_string(port_); }

void DnsServer::AddAddresses(const std::string& name, const std::vector<std::string>& addresses) {
  const std::lock_guard lock(mutex_);
  Zone& zone = zones_[name];
  for (const std::string& text : addresses) {
    char bytes[16];
    const bool v4 = ::inet_pton(AF_INET, text.c_str(), bytes) == 1;
    Check(v4 || ::inet_pton(AF_INET6, text.c_str(), bytes) == 1, "an address");
    (v4 ? zone.a : zone.aaaa).emplace_back(bytes, v4 ? 4 : 16);
  }
}

void DnsServer::AddCname(const std::string& name, const std::string& target) {
  const std::lock_guard lock(mutex_);
  zones_[name].cname = target;
}

void DnsServer::AddPtr(const std::string& address, const std::vector<std::string>& names) {
  const std::lock_guard lock(mutex_);
  for (const std::string& name : names) zones_[PtrName(address)].ptr.push_back(EncodeName(name));
}

void DnsServer::Fail(const std::string& name, int error, uint16_t type, int times) {
  const std::lock_guard lock(mutex_);
  zones_[name].troubles.push_back({type, error, times});
}

void DnsServer::BeSilent(const std::string& name, uint16_t type, int times) { Fail(name, 0, type, times); }

void DnsServer::Hold() {
  const std::lock_guard lock(mutex_);
  hold_ = true;
}

void DnsServer::Release() {
  {
    std::unique_lock lock(mutex_);
    asked_.wait(lock, [this] { return any_question_; });
    hold_ = false;
  }
  ::eventfd_write(waker_.get(), 1);
}

void DnsServer::AnswerInBatches() {
  const std::lock_guard lock(mutex_);
  batches_ = true;
}

int DnsServer::questions(const std::string& name, uint16_t type) const {
  const std::lock_guard lock(mutex_);
  const auto zone = zones_.find(name);
  if (zone == zones_.end()) return 0;
  int count = 0;
  for (const auto& [asked, times] : zone->second.questions) count += type == kDnsAnyType || type == asked ? times : 0;
  return count;
}

int DnsServer::tcp_connections() const {
  const std::lock_guard lock(mutex_);
  return tcp_connections_;
}

int DnsServer::largest_batch() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(largest_batch_);
}

void DnsServer::Run() {
  while (true) {
    pollfd waits[] = {{udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}, {waker_.get(), POLLIN, 0}};
    if (::poll(waits, std::size(waits), -1) < 0) continue;
    if (waits[2].revents != 0) {
      eventfd_t ignored;
      ::eventfd_read(waker_.get(), &ignored);
    }
    bool held = false, batches = false;
    {
      const std::lock_guard lock(mutex_);
      if (stop_) return;
      held = hold_;
      batches = batches_;
    }
    ReadDatagrams();
    while (batches && ::poll(waits, 1, kBatchQuietMs) > 0) ReadDatagrams();
    if (!held) AnswerDatagrams();
    if (waits[1].revents != 0) ServeTcp();
  }
}

void DnsServer::ReadDatagrams() {
  char message[4096];
  sockaddr_in sender{};
  socklen_t size = sizeof(sender);
  ssize_t count;
  while ((count = ::recvfrom(udp_.get(), message, sizeof(message), 0, reinterpret_cast<sockaddr*>(&sender), &size)) >
         0) {
    open_.push_back({std::string(message, static_cast<size_t>(count)),
                     std::string(reinterpret_cast<const char*>(&sender), sizeof(sender))});
  }
  if (open_.empty()) return;
  const std::lock_guard lock(mutex_);
  largest_batch_ = std::max(largest_batch_, open_.size());
  any_question_ = true;
  asked_.notify_all();
}

void DnsServer::AnswerDatagrams() {
  for (const Datagram& datagram : open_) {
    const std::string answer = AnswerTo(datagram.question, kUdpLimit);
    if (answer.empty()) continue;
    ::sendto(udp_.get(), answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(datagram.sender.data()),
             static_cast<socklen_t>(datagram.sender.size()));
  }
  open_.clear();
}

void DnsServer::ServeTcp() {
  const Fd connection(::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  {
    const std::lock_guard lock(mutex_);
    ++tcp_connections_;
  }
  const std::string size = ReadExactly(connection, 2);
  if (size.size() < 2) return;
  const std::string question = ReadExactly(
      connection, static_cast<size_t>(static_cast<unsigned char>(size[0]) << 8 | static_cast<unsigned char>(size[1])));
  const std::string answer = AnswerTo(question, kTcpLimit);
  std::string framed;
  Put16(answer.size(), framed);
  WriteAll(connection, framed + answer);
}

std::optional<int> DnsServer::ErrorFor(Zone& zone, uint16_t type) {
  for (Trouble& trouble : zone.troubles) {
    if (trouble.times <= 0 || (trouble.type != kDnsAnyType && trouble.type != type)) continue;
    --trouble.times;
    return trouble.error == 0 ? std::nullopt : std::optional(trouble.error);
  }
  const bool exists =
      !zone.a.empty() || !zone.aaaa.empty() || !zone.ptr.empty() || !zone.cname.empty() || !zone.troubles.empty();
  return exists ? 0 : kNxDomain;
}

size_t DnsServer::AppendRecords(const std::string& name, uint16_t type, std::string& records) {
  std::string owner("\xc0\x0c", 2);  // the name of the question
  const Zone* zone = &zones_[name];
  size_t count = 0;
  for (; count < kMaxCnames && !zone->cname.empty(); ++count) {
    records += Record(owner, kDnsCname, EncodeName(zone->cname));
    owner = EncodeName(zone->cname);
    zone = &zones_[zone->cname];
  }
  const std::vector<std::string> none;
  const std::vector<std::string>& data = type == kDnsA      ? zone->a
                                         : type == kDnsAaaa ? zone->aaaa
                                         : type == kDnsPtr  ? zone->ptr
                                                            : none;
  for (const std::string& one : data) records += Record(owner, type, one);
  return count + data.size();
}

std::string DnsServer::AnswerTo(std::string_view message, size_t size_limit) {
  const Question question = ParseQuestion(message);
  const std::lock_guard lock(mutex_);
  Zone& zone = zones_[question.name];
  ++zone.questions[question.type];
  const std::optional<int> error = ErrorFor(zone, question.type);
  if (!error) return {};
  std::string records;
  const size_t count = *error == 0 ? AppendRecords(question.name, question.type, records) : 0;
  const bool truncated = question.end + records.size() > size_limit;
  std::string answer(message.substr(0, 2));
  answer += static_cast<char>(0x85 | (truncated ? 2 : 0));  // an answer, authoritative, recursion desired
  answer += static_cast<char>(0x80 | *error);               // recursion available
  Put16(1, answer);
  Put16(truncated ? 0 : count, answer);
  Put16(0, answer);
  Put16(0, answer);
  answer += message.substr(kHeaderBytes, question.end - kHeaderBytes);
  return truncated ? answer : answer + records;
}

}  // namespace certsweep::test
