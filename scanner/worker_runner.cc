#include "scanner/worker_runner.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/probe/judge.h"

namespace certsweep::scanner {

namespace asio = boost::asio;

namespace {

// A loop that is late by this much has enough to do: new endpoints wait, so that those under way are served in time.
constexpr int64_t kBusyLagMicros = 100'000;
constexpr int64_t kBusyWaitMicros = 20'000;
constexpr int64_t kWriterWaitMicros = 2'000;
constexpr int64_t kGateFirstWaitMicros = 2'000;
constexpr int64_t kGateLongestWaitMicros = 100'000;

// Where `host` is by the user's word.
std::optional<base::IpAddress> AddressGiven(const ScanOptions& options, const std::string& host) {
  const auto found = options.resolve.find(host);
  if (found == options.resolve.end()) return std::nullopt;
  return found->second;
}

// A slot that threw would never be missed: the scan would wait for it for ever.
void EndOfSlot(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

probe::Journey* PointerTo(std::optional<probe::Journey>& journey) { return journey ? &*journey : nullptr; }

void AddResolution(const std::string& host, const net::Resolution& resolution, const ScanOptions& options,
                   size_t excluded, probe::Journey* journey) {
  if (journey == nullptr) return;
  journey->Add(probe::NameResolved{.host = host,
                                   .addresses = resolution.addresses,
                                   .excluded = excluded,
                                   .asked_v4 = options.ipv4,
                                   .asked_v6 = options.ipv6,
                                   .from_dns = resolution.from_dns,
                                   .error = resolution.error,
                                   .incomplete = resolution.incomplete,
                                   .took_us = journey->idle_us()});
}

// What takes less is no waiting.
void AddWait(probe::Journey* journey, probe::Waited::For what, int64_t micros) {
  constexpr int64_t kLeastMicros = 1'000;
  if (journey != nullptr && micros >= kLeastMicros) journey->Add(probe::Waited{.what = what, .micros = micros});
}

// That of one address goes on where that of the name ends, unless others come first.
std::optional<probe::Journey> JourneyOfOne(const probe::Journey* of_name) {
  if (of_name == nullptr) return std::nullopt;
  std::optional<probe::Journey> journey = *of_name;
  AddWait(&*journey, probe::Waited::For::kOtherAddresses, journey->idle_us());
  return journey;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Worker>> Worker::Create(ScanState& state, int slots) {
  std::unique_ptr<Worker> worker;
  try {
    worker.reset(new Worker(state, slots));
  } catch (const std::exception& error) {  // Asio's way to say that descriptors are short
    return absl::InternalError(absl::StrCat("starting an event loop: ", error.what()));
  }
  const ScanOptions& options = state.options();
  net::ResolverOptions resolver_options;
  resolver_options.ipv4 = options.ipv4;
  resolver_options.ipv6 = options.ipv6;
  resolver_options.servers = options.dns_servers;
  absl::StatusOr<std::unique_ptr<net::Resolver>> resolver = net::Resolver::Create(worker->loop_, resolver_options);
  if (!resolver.ok()) return resolver.status();
  worker->resolver_ = *std::move(resolver);
  absl::StatusOr<std::unique_ptr<probe::Prober>> prober =
      probe::Prober::Create(worker->loop_, {.connect_timeout_us = options.connect_timeout_us,
                                            .handshake_timeout_us = options.handshake_timeout_us,
                                            .certificate_only = options.certificate_only});
  if (!prober.ok()) return prober.status();
  worker->prober_ = *std::move(prober);
  return worker;
}

void Worker::Run() {
  active_ = slots_;
  try {
    for (int i = 0; i < slots_; ++i) asio::co_spawn(loop_.context(), Slot(), &EndOfSlot);
    loop_.Run();
  } catch (const std::exception& error) {
    state_.Fail(absl::InternalError(absl::StrCat("scanning: ", error.what())));
  }
}

net::Awaitable<void> Worker::Slot() {
  while (true) {
    co_await WaitWhileBusy();
    std::optional<probe::Endpoint> endpoint = state_.Next();
    if (!endpoint) break;
    co_await Process(*endpoint);
  }
  if (--active_ == 0) loop_.Stop();
}

net::Awaitable<void> Worker::WaitWhileBusy() {
  while (loop_.lag_us() > kBusyLagMicros) co_await loop_.Sleep(kBusyWaitMicros);
}

net::Awaitable<void> Worker::Process(probe::Endpoint& endpoint) {
  if (!endpoint.address) endpoint.address = base::IpAddress::Parse(endpoint.host);
  if (!endpoint.address) endpoint.address = AddressGiven(state_.options(), endpoint.host);
  std::optional<probe::Journey> journey = state_.BeginJourney(endpoint);
  if (!endpoint.address) {
    co_await ProcessName(endpoint, PointerTo(journey));
    co_return;
  }
  probe::ProbeReport report;
  report.journey = PointerTo(journey);
  co_await ProcessAddress(endpoint, report);
  co_await JudgeAndDeliver(endpoint, report);
}

net::Awaitable<void> Worker::ProcessName(const probe::Endpoint& endpoint, probe::Journey* journey) {
  net::Resolution resolution;
  co_await resolver_->Resolve(endpoint.host, resolution);
  if (resolution.addresses.empty()) {
    if (!state_.IsNameDone(endpoint)) co_await DeliverUnresolved(endpoint, resolution, journey);
    co_return;
  }
  std::vector<base::IpAddress>& addresses = resolution.addresses;
  const size_t excluded =
      std::erase_if(addresses, [this](const base::IpAddress& address) { return state_.targets().IsExcluded(address); });
  state_.CountAddresses(addresses.size(), excluded);
  AddResolution(endpoint.host, resolution, state_.options(), excluded, journey);
  // Results for want of a route are held back until it is known whether the host answered by the other family.
  std::vector<FinishedResult> held;
  std::vector<base::IpAddress> reached;
  state_.TakeOutDone(endpoint, addresses, reached);
  for (const base::IpAddress& address : addresses) {
    probe::Endpoint one = endpoint;
    one.address = address;
    one.dns_incomplete = resolution.incomplete;
    std::optional<probe::Journey> own = JourneyOfOne(journey);
    probe::ProbeReport report;
    report.journey = PointerTo(own);
    co_await ProcessAddress(one, report);
    if (report.stage == probe::ProbeStage::kConnect && report.connect_error == net::ConnectError::kNoRoute) {
      if (std::optional<FinishedResult> finished = state_.Judge(one, report)) held.push_back(*std::move(finished));
      continue;
    }
    reached.push_back(address);
    co_await JudgeAndDeliver(one, report);
  }
  co_await DeliverHeld(held, reached);
}

net::Awaitable<void> Worker::DeliverUnresolved(const probe::Endpoint& endpoint, const net::Resolution& resolution,
                                               probe::Journey* journey) {
  AddResolution(endpoint.host, resolution, state_.options(), 0, journey);
  probe::ProbeReport report;
  report.detail = resolution.error;
  report.resolve_transient = resolution.transient;
  report.resolve_local = resolution.local;
  report.journey = journey;
  co_await JudgeAndDeliver(endpoint, report);
}

net::Awaitable<void> Worker::DeliverHeld(std::vector<FinishedResult>& held,
                                         const std::vector<base::IpAddress>& reached) {
  for (FinishedResult& finished : held) {
    const bool is_v6 = finished.result.endpoint.address->is_v6();
    finished.result.reached_by_other_family = std::any_of(
        reached.begin(), reached.end(), [is_v6](const base::IpAddress& address) { return address.is_v6() != is_v6; });
    state_.Render(finished);
    co_await Deliver(finished);
  }
}

net::Awaitable<void> Worker::ProcessAddress(probe::Endpoint& endpoint, probe::ProbeReport& report) {
  // On a retry they may be known already.
  if (endpoint.identity_from_ptr && endpoint.identities.empty()) co_await FindIdentity(endpoint, report.journey);
  co_await EnterGate(*endpoint.address, report.journey);
  // Last, so that starts are as far apart as they were reserved.
  if (const int64_t wait = state_.ReserveStart(*endpoint.address); wait > 0) {
    co_await loop_.Sleep(wait);
    AddWait(report.journey, probe::Waited::For::kRate, wait);
  }
  const std::string server_name = probe::ServerName(endpoint);
  co_await prober_->Probe(*endpoint.address, endpoint.port, server_name, report);
  state_.gate().Leave(*endpoint.address);
}

net::Awaitable<void> Worker::FindIdentity(probe::Endpoint& endpoint, probe::Journey* journey) {
  net::PtrResolution resolution;
  co_await resolver_->ResolvePtr(*endpoint.address, resolution);
  endpoint.dns_incomplete = resolution.error.empty() ? "" : "PTR: " + resolution.error;
  endpoint.identities = std::move(resolution.names);
  std::erase_if(endpoint.identities, [](const std::string& name) { return !pki::ReferenceIdentity::Parse(name).ok(); });
  if (journey == nullptr) co_return;
  journey->Add(probe::AddressNamed{.address = *endpoint.address,
                                   .names = endpoint.identities,
                                   .error = resolution.error,
                                   .took_us = journey->idle_us()});
}

net::Awaitable<void> Worker::EnterGate(const base::IpAddress& address, probe::Journey* journey) {
  int64_t wait = kGateFirstWaitMicros;
  int64_t waited = 0;
  while (!state_.gate().TryEnter(address)) {
    co_await loop_.Sleep(wait);
    waited += wait;
    wait = std::min(2 * wait, kGateLongestWaitMicros);
  }
  AddWait(journey, probe::Waited::For::kOtherProbes, waited);
}

net::Awaitable<void> Worker::JudgeAndDeliver(const probe::Endpoint& endpoint, const probe::ProbeReport& report) {
  std::optional<FinishedResult> finished;
  co_await Judge(endpoint, report, finished);
  if (finished) co_await Deliver(*finished);
}

// What a hostile peer sends must not hold up those who share the loop with it.
net::Awaitable<void> Worker::Judge(const probe::Endpoint& endpoint, const probe::ProbeReport& report,
                                   std::optional<FinishedResult>& finished) {
  if (!probe::JudgingTakesLong(report.observation)) {
    finished = state_.Judge(endpoint, report);
    co_return;
  }
  std::function<void()> work = [&] { finished = state_.Judge(endpoint, report); };
  co_await side_thread_.Run(std::move(work));
}

net::Awaitable<void> Worker::Deliver(FinishedResult& finished) {
  while (!state_.writer().TryPush(finished)) co_await loop_.Sleep(kWriterWaitMicros);
  state_.CountPushed();
}

}  // namespace certsweep::scanner
