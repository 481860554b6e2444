package dev.opjournal.spring.actuate;

import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of recovery.
 *
 * @param state {@code DISABLED}, or a {@link RecoveryReport.State}
 * @param recovered operations that recovery recorded as succeeded
 * @param failed operations that recovery recorded as failed
 * @param stillRunning operations that will be asked about again
 * @param givenUp operations that their handler could not tell of in the allowed number of attempts
 * @param withoutHandler interrupted operations that no handler is there for
 */
public record RecoveryDescriptor(
        String state, long recovered, long failed, long stillRunning, long givenUp, long withoutHandler)
        implements OperationResponseBody {

    static RecoveryDescriptor of(@Nullable Recovery recovery) {
        if (recovery == null) {
            return new RecoveryDescriptor("DISABLED", 0, 0, 0, 0, 0);
        }
        RecoveryReport report = recovery.report();
        return new RecoveryDescriptor(
                report.state().name(),
                report.recovered(),
                report.failed(),
                report.stillRunning(),
                report.givenUp(),
                report.withoutHandler());
    }
}
