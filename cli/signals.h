// SignalWatcher: SIGINT, SIGTERM and SIGHUP, taken by a thread of their own, become a request to stop. Before
// StopGracefully nothing has been done and the first of them ends the process; after it the first asks for a stop and
// the second ends the process. Both end it with exit code 130. Signals that were ignored when the process started
// (nohup) stay so.
#ifndef CERTSWEEP_CLI_SIGNALS_H_
#define CERTSWEEP_CLI_SIGNALS_H_

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace certsweep::cli {

class SignalWatcher {
 public:
  // Also ignores SIGPIPE and SIGXFSZ: a closed pipe and a file that may not grow are errors of write().
  // REQUIRES: the process has no other thread yet (they inherit what is blocked here).
  SignalWatcher();
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // From now on there is something to put in order before the process ends.
  void StopGracefully() { graceful_ = true; }
  std::stop_token token() const { return source_.get_token(); }

 private:
  void Watch();

  sigset_t signals_;
  int any_signal_ = 0;  // one of them; 0: all are ignored, and there is no thread
  std::stop_source source_;
  std::atomic<bool> graceful_ = false;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SIGNALS_H_
