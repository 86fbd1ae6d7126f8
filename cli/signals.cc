#include "cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include "cli/exit_code.h"

namespace certsweep::cli {

namespace {

bool IsIgnored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatcher::SignalWatcher() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // A blocked signal is delivered to sigwait even where it is ignored, so ignored ones are not waited for.
    if (IsIgnored(signal)) continue;
    sigaddset(&signals_, signal);
    any_signal_ = signal;
  }
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  if (any_signal_ != 0) thread_ = std::thread([this] { Watch(); });
}

SignalWatcher::~SignalWatcher() {
  if (!thread_.joinable()) return;
  ending_ = true;
  pthread_kill(thread_.native_handle(), any_signal_);
  thread_.join();
}

void SignalWatcher::Watch() {
  for (;;) {
    int signal = 0;
    if (sigwait(&signals_, &signal) != 0) continue;
    if (ending_) return;
    if (!graceful_ || !source_.request_stop()) _exit(kExitInterrupted);
  }
}

}  // namespace certsweep::cli
