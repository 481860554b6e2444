package dev.opjournal.sample.jobs;

import dev.opjournal.sample.vms.BadRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.springframework.web.servlet.HandlerInterceptor;

/** Keeps the idempotency keys of jobs for jobs: a request that nobody signed could else use up a job's nonce. */
final class KeysOfJobs implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        for (String key : Collections.list(request.getHeaders("Idempotency-Key"))) {
            if (key.startsWith(Job.KEY_PREFIX)) {
                throw new BadRequestException("Idempotency keys that begin with \"" + Job.KEY_PREFIX
                        + "\" are those of signed jobs. Use another one.");
            }
        }
        return true;
    }
}
