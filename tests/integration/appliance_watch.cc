#include "tests/integration/appliance_watch.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/clock.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/trust_anchors.h"
#include "engine/probe/single_probe_runner.h"
#include "tests/integration/process.h"

namespace certsweep::integration {
namespace {

constexpr auto kBetweenHandshakes = std::chrono::milliseconds(20);
constexpr auto kBetweenReads = std::chrono::milliseconds(5);
constexpr probe::ProbeOptions kProbeOptions = {.connect_timeout_us = 1'000'000, .handshake_timeout_us = 2'000'000};

// What it thinks of the chain is not asked for.
const pki::ChainJudge& Judge() {
  static const pki::ChainJudge kJudge(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(), {}, pki::Rules::kPrivate), pki::Policy());
  return kJudge;
}

}  // namespace

Watch::Watch(std::chrono::milliseconds interval, std::function<void()> look)
    : thread_([interval, look = std::move(look)](const std::stop_token& stop) {
        auto next = std::chrono::steady_clock::now();
        while (!stop.stop_requested()) {
          look();
          next = std::max(next + interval, std::chrono::steady_clock::now());
          std::this_thread::sleep_until(next);
        }
      }) {}

void Watch::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Course::See(const std::string& value) {
  auto found = std::find(values_.begin(), values_.end(), value);
  if (found == values_.end()) found = values_.insert(values_.end(), value);
  Add(static_cast<char>('a' + (found - values_.begin())));
}

void Course::Add(char letter) {
  ++looks_;
  nothing_ += letter == '-' ? 1 : 0;
  if (!text_.ends_with(letter)) text_ += letter;
}

ServedWatch::ServedWatch(const lab::Appliance& appliance)
    : appliance_(appliance), watch_(kBetweenHandshakes, [this] { Look(); }) {}

void ServedWatch::Look() {
  probe::Endpoint endpoint;
  endpoint.host = appliance_.host();
  endpoint.address = appliance_.address();
  endpoint.port = appliance_.https_port();
  by_name_ = !by_name_;
  const auto result = probe::ProbeOnce(endpoint, by_name_ ? appliance_.host() : "", Judge(), nullptr, kProbeOptions,
                                       base::SystemClock());
  if (!result.ok()) {
    faults_.push_back(result.status().ToString());
    return;
  }
  if (!result->certificate_seen) return course_.SeeNothing();
  std::string chain;
  for (const pki::SentCertificate& sent : result->chain) {
    chain += sent.certificate != nullptr ? std::string(base::AsText(sent.certificate->der())) : "damaged";
  }
  course_.See(chain);
  if (!result->proof_of_possession) faults_.push_back("no proof that it has the key");
}

FileWatch::FileWatch(std::string path)
    : path_(std::move(path)), watch_(kBetweenReads, [this] {
        const std::string content = ReadFile(path_);
        content.empty() ? course_.SeeNothing() : course_.See(content);
      }) {}

}  // namespace certsweep::integration
