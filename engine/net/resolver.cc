#include "engine/net/resolver.h"

#include <ares.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "absl/container/flat_hash_map.h"
#include "engine/base/text.h"
#include "engine/net/cares_channel.h"

namespace certsweep::net {

namespace asio = boost::asio;

namespace {

// RFC 1035, section 3.2; RFC 3596, section 2.1.
constexpr int kClassInternet = 1;
constexpr int kTypeA = 1;
constexpr int kTypePtr = 12;
constexpr int kTypeAaaa = 28;

// What several coroutines may wait for. A timer that never comes by itself is Asio's condition variable.
struct Lookup {
  explicit Lookup(asio::io_context& context) : finished(context, asio::steady_timer::time_point::max()) {}
  bool done = false;
  Resolution resolution;
  PtrResolution ptr;
  asio::steady_timer finished;
};
using LookupPtr = std::shared_ptr<Lookup>;

bool IsTransient(int status) {
  return status == ARES_ESERVFAIL || status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED || status == ARES_EREFUSED;
}

// Nothing is there, for certain.
bool IsNothing(int status) { return status == ARES_ENODATA || status == ARES_ENOTFOUND; }

// c-ares says of two families what the later answer said. "No data" from one may hide that the other was not answered.
bool MayHideAFailure(int status, const ResolverOptions& options) {
  return status == ARES_ENODATA && options.ipv4 && options.ipv6;
}

bool IsLocal(int status) {
  return status == ARES_ENOMEM || status == ARES_EFILE || status == ARES_EDESTRUCTION || status == ARES_ECANCELLED;
}

std::optional<base::IpAddress> ToAddress(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return base::IpAddress::FromBytes({reinterpret_cast<const uint8_t*>(&v4->sin_addr), 4});
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return base::IpAddress::FromBytes({reinterpret_cast<const uint8_t*>(&v6->sin6_addr), 16});
  }
  return std::nullopt;
}

void AddOnce(const base::IpAddress& address, std::vector<base::IpAddress>& addresses) {
  if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) addresses.push_back(address);
}

void CollectAddresses(const ares_addrinfo* info, std::vector<base::IpAddress>& addresses) {
  for (const ares_addrinfo_node* node = info->nodes; node != nullptr; node = node->ai_next) {
    if (const std::optional<base::IpAddress> address = ToAddress(node->ai_addr)) AddOnce(*address, addresses);
  }
}

// What stands in /etc/hosts has none. Nor have some answers of DNS.
bool HasLifetime(const ares_addrinfo* info) {
  for (const ares_addrinfo_node* node = info->nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_ttl > 0) return true;
  }
  return false;
}

// Of an answer to a question of type A or AAAA.
int CollectAnswer(int type, const unsigned char* answer, int size, std::vector<base::IpAddress>& addresses) {
  hostent* host = nullptr;
  const int status = type == kTypeA ? ares_parse_a_reply(answer, size, &host, nullptr, nullptr)
                                    : ares_parse_aaaa_reply(answer, size, &host, nullptr, nullptr);
  if (status != ARES_SUCCESS) return status;
  for (char** bytes = host->h_addr_list; *bytes != nullptr; ++bytes) {
    const auto address =
        base::IpAddress::FromBytes({reinterpret_cast<const uint8_t*>(*bytes), static_cast<size_t>(host->h_length)});
    if (address) AddOnce(*address, addresses);
  }
  ares_free_hostent(host);
  return ARES_SUCCESS;
}

// The type of the family of which there is no address, where there is one of the other; else 0.
int MissingType(const std::vector<base::IpAddress>& addresses) {
  const auto v6 = std::count_if(addresses.begin(), addresses.end(), [](const auto& a) { return a.is_v6(); });
  if (addresses.empty() || (v6 > 0 && v6 < std::ssize(addresses))) return 0;
  return v6 == 0 ? kTypeAaaa : kTypeA;
}

void SetError(int status, const ResolverOptions& options, Resolution& resolution) {
  resolution.error = ares_strerror(status);
  resolution.transient = IsTransient(status) || MayHideAFailure(status, options);
  resolution.local = IsLocal(status);
}

std::string NormalizedName(const char* name) {
  std::string text = base::AsciiLower(name);
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

// "7.0.0.10.in-addr.arpa". RFC 1035, section 3.5; RFC 3596, section 2.5.
std::string ReverseName(const base::IpAddress& address) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string name;
  const base::Bytes bytes = address.bytes();
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    if (address.is_v6()) {
      name += {kHex[*byte & 15], '.', kHex[*byte >> 4], '.'};
    } else {
      name += std::to_string(*byte) + '.';
    }
  }
  return name + (address.is_v6() ? "ip6.arpa" : "in-addr.arpa");
}

// Of an answer from DNS h_name is the last of the names and h_aliases are all of them; of a line in /etc/hosts h_name
// is the one name and h_aliases are its nicknames.
std::vector<std::string> PtrNames(const hostent& host) {
  std::vector<std::string> names;
  for (char** alias = host.h_aliases; alias != nullptr && *alias != nullptr; ++alias) {
    std::string name = NormalizedName(*alias);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  const std::string last = NormalizedName(host.h_name);
  return std::find(names.begin(), names.end(), last) == names.end() ? std::vector{last} : names;
}

}  // namespace

class Resolver::Impl {
 public:
  Impl(Loop& loop, const ResolverOptions& options) : loop_(loop), options_(options), channel_(loop) {}

  // The channel goes next, and says of each lookup that is open how far it came: nothing may be begun then.
  ~Impl() { ending_ = true; }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  absl::Status Start() { return channel_.Start(options_.timeout_ms, options_.tries, options_.servers); }

  Awaitable<void> Resolve(const std::string& host, Resolution& resolution) {
    LookupPtr lookup;
    if (const auto found = cache_.find(host); found != cache_.end()) {
      lookup = found->second;
    } else {
      lookup = std::make_shared<Lookup>(loop_.context());
      Remember(host, lookup);
      co_await WaitForTurn();
      StartAddresses(host, lookup);
    }
    co_await WaitFor(*lookup);
    resolution = lookup->resolution;
    if (resolution.transient || resolution.local) Forget(host, lookup);
  }

  Awaitable<void> ResolvePtr(const base::IpAddress& address, PtrResolution& resolution) {
    const LookupPtr lookup = std::make_shared<Lookup>(loop_.context());
    co_await WaitForTurn();
    StartNames(address, lookup);
    co_await WaitFor(*lookup);
    resolution = lookup->ptr;
  }

 private:
  // What a c-ares callback needs; owned by the lookup under way.
  struct Call {
    Impl* impl;
    LookupPtr lookup;
    std::string host = {};         // of a look-up of addresses
    int type = 0;                  // of a question about one family
    base::IpAddress address = {};  // of a look-up of names
  };

  Awaitable<void> WaitForTurn() {
    while (in_flight_ >= options_.in_flight) {
      const auto turn = std::make_shared<asio::steady_timer>(loop_.context(), asio::steady_timer::time_point::max());
      waiting_.push_back(turn);
      co_await turn->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    ++in_flight_;
  }

  static Awaitable<void> WaitFor(Lookup& lookup) {
    while (!lookup.done) co_await lookup.finished.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  void StartAddresses(const std::string& host, const LookupPtr& lookup) {
    ares_addrinfo_hints hints{};
    hints.ai_flags = ARES_AI_NOSORT;
    hints.ai_family = options_.ipv4 && options_.ipv6 ? AF_UNSPEC : options_.ipv4 ? AF_INET : AF_INET6;
    hints.ai_socktype = SOCK_STREAM;
    ares_getaddrinfo(channel_.get(), host.c_str(), nullptr, &hints, &Impl::OnAddresses,
                     new Call{.impl = this, .lookup = lookup, .host = host});
    channel_.Watch();
  }

  void StartNames(const base::IpAddress& address, const LookupPtr& lookup) {
    const base::Bytes bytes = address.bytes();
    ares_gethostbyaddr(channel_.get(), bytes.data(), static_cast<int>(bytes.size()),
                       address.is_v6() ? AF_INET6 : AF_INET, &Impl::OnNames,
                       new Call{.impl = this, .lookup = lookup, .address = address});
    channel_.Watch();
  }

  static void OnAddresses(void* argument, int status, int, ares_addrinfo* info) {
    std::unique_ptr<Call> call(static_cast<Call*>(argument));
    Resolution& resolution = call->lookup->resolution;
    std::string full_name = call->host;
    if (info != nullptr) {
      if (status == ARES_SUCCESS) CollectAddresses(info, resolution.addresses);
      resolution.from_dns = HasLifetime(info);
      if (info->name != nullptr) full_name = info->name;
      ares_freeaddrinfo(info);
    }
    if (resolution.addresses.empty()) {
      SetError(status == ARES_SUCCESS ? ARES_ENODATA : status, call->impl->options_, resolution);
    } else if (call->impl->AskForMissingFamily(full_name, call)) {
      return;
    }
    call->impl->Finish(status, *call->lookup);
  }

  // Where one family answered, c-ares does not say whether the other has no addresses or was not answered: an appliance
  // that stands there must not be missed without a word. True if a question is under way; then it has taken `call`.
  bool AskForMissingFamily(const std::string& name, std::unique_ptr<Call>& call) {
    const Resolution& resolution = call->lookup->resolution;
    const int type = MissingType(resolution.addresses);
    if (ending_ || !options_.ipv4 || !options_.ipv6 || type == 0) return false;
    if (!resolution.from_dns && IsInHostsFile(call->host)) return false;
    call->type = type;
    ares_query(channel_.get(), name.c_str(), kClassInternet, type, &Impl::OnMissingFamily, call.release());
    channel_.Watch();
    return true;
  }

  bool IsInHostsFile(const std::string& host) {
    hostent* entry = nullptr;
    if (ares_gethostbyname_file(channel_.get(), host.c_str(), AF_UNSPEC, &entry) != ARES_SUCCESS) return false;
    ares_free_hostent(entry);
    return true;
  }

  static void OnMissingFamily(void* argument, int status, int, unsigned char* answer, int size) {
    const std::unique_ptr<Call> call(static_cast<Call*>(argument));
    Resolution& resolution = call->lookup->resolution;
    if (status == ARES_SUCCESS) status = CollectAnswer(call->type, answer, size, resolution.addresses);
    if (status != ARES_SUCCESS && !IsNothing(status)) {
      resolution.incomplete = std::string(call->type == kTypeA ? "A: " : "AAAA: ") + ares_strerror(status);
    }
    call->impl->Finish(status, *call->lookup);
  }

  // "Not found" is also what c-ares makes of a server's failure: what the answer was shows a question of its own.
  static void OnNames(void* argument, int status, int, hostent* host) {
    std::unique_ptr<Call> call(static_cast<Call*>(argument));
    Impl& self = *call->impl;
    if (status == ARES_ENOTFOUND && !self.ending_) {
      const std::string name = ReverseName(call->address);
      ares_query(self.channel_.get(), name.c_str(), kClassInternet, kTypePtr, &Impl::OnPtrAnswer, call.release());
      self.channel_.Watch();
      return;
    }
    self.FinishNames(status, host, *call);
  }

  static void OnPtrAnswer(void* argument, int status, int, unsigned char* answer, int size) {
    const std::unique_ptr<Call> call(static_cast<Call*>(argument));
    const base::Bytes bytes = call->address.bytes();
    hostent* host = nullptr;
    if (status == ARES_SUCCESS) {
      status = ares_parse_ptr_reply(answer, size, bytes.data(), static_cast<int>(bytes.size()),
                                    call->address.is_v6() ? AF_INET6 : AF_INET, &host);
    }
    call->impl->FinishNames(status, host, *call);
    if (host != nullptr) ares_free_hostent(host);
  }

  void FinishNames(int status, const hostent* host, Call& call) {
    PtrResolution& ptr = call.lookup->ptr;
    if (status == ARES_SUCCESS && host != nullptr && host->h_name != nullptr) ptr.names = PtrNames(*host);
    if (status != ARES_SUCCESS && !IsNothing(status)) ptr.error = ares_strerror(status);
    Finish(status, *call.lookup);
  }

  void Finish(int status, Lookup& lookup) {
    lookup.done = true;
    if (status == ARES_EDESTRUCTION) return;  // the loop has ended: nobody waits any more
    lookup.finished.cancel();
    --in_flight_;
    if (waiting_.empty()) return;
    waiting_.front()->cancel();
    waiting_.pop_front();
  }

  void Remember(const std::string& host, const LookupPtr& lookup) {
    cache_.emplace(host, lookup);
    order_.emplace_back(host, lookup);
    if (order_.size() <= options_.cache_entries) return;
    Forget(order_.front().first, order_.front().second);
    order_.pop_front();
  }

  void Forget(const std::string& host, const LookupPtr& lookup) {
    const auto found = cache_.find(host);
    if (found != cache_.end() && found->second == lookup) cache_.erase(found);
  }

  Loop& loop_;
  const ResolverOptions options_;
  absl::flat_hash_map<std::string, LookupPtr> cache_;
  std::deque<std::pair<std::string, LookupPtr>> order_;  // of the cache: oldest first; also what was forgotten since
  int in_flight_ = 0;
  bool ending_ = false;
  std::deque<std::shared_ptr<asio::steady_timer>> waiting_;
  // Last: its callbacks use what is above.
  CaresChannel channel_;
};

absl::StatusOr<std::unique_ptr<Resolver>> Resolver::Create(Loop& loop, const ResolverOptions& options) {
  auto impl = std::make_unique<Impl>(loop, options);
  const absl::Status status = impl->Start();
  if (!status.ok()) return status;
  return std::unique_ptr<Resolver>(new Resolver(std::move(impl)));
}

Resolver::Resolver(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Resolver::~Resolver() = default;

Awaitable<void> Resolver::Resolve(const std::string& host, Resolution& resolution) {
  return impl_->Resolve(host, resolution);
}

Awaitable<void> Resolver::ResolvePtr(const base::IpAddress& address, PtrResolution& resolution) {
  return impl_->ResolvePtr(address, resolution);
}

}  // namespace certsweep::net
