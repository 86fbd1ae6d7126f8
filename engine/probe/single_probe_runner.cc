#include "engine/probe/single_probe_runner.h"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/net/loop.h"
#include "engine/probe/certificate_cache.h"
#include "engine/probe/judge.h"
#include "engine/probe/probe_report.h"

namespace certsweep::probe {
namespace {

net::Awaitable<void> ProbeAndStop(net::Loop& loop, Prober& prober, const Endpoint& endpoint,
                                  const std::string& server_name, ProbeReport& report) {
  co_await prober.Probe(*endpoint.address, endpoint.port, server_name, report);
  loop.Stop();
}

absl::Status RunProbe(const Endpoint& endpoint, const std::string& server_name, const ProbeOptions& options,
                      const base::Clock& clock, ProbeReport& report) {
  try {
    net::Loop loop(clock);
    absl::StatusOr<std::unique_ptr<Prober>> prober = Prober::Create(loop, options);
    if (!prober.ok()) return prober.status();
    boost::asio::co_spawn(loop.context(), ProbeAndStop(loop, **prober, endpoint, server_name, report),
                          [](std::exception_ptr error) {
                            if (error) std::rethrow_exception(error);
                          });
    loop.Run();
  } catch (const std::exception& error) {  // Asio's way to say that descriptors are short
    return absl::ResourceExhaustedError(absl::StrCat("probing ", endpoint.Target(), ": ", error.what()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EndpointResult> ProbeOnce(const Endpoint& endpoint, const std::string& server_name,
                                         const pki::ChainJudge& judge, const WaiverSet* waivers,
                                         const ProbeOptions& options, const base::Clock& clock) {
  ProbeReport report;
  if (absl::Status status = RunProbe(endpoint, server_name, options, clock, report); !status.ok()) return status;
  CertificateCache cache;
  const JudgeContext context{.probed_unix_seconds = clock.NowUnixSeconds(), .waivers = waivers};
  return JudgeProbe(judge, cache, endpoint, report, context);
}

}  // namespace certsweep::probe
