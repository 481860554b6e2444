package dev.opjournal.spring.aop;

import dev.opjournal.spring.aop.HandlerMethods.HandlerMethod;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Makes a {@link dev.opjournal.recovery.RecoveryHandler} bean of each method that is
 * {@link dev.opjournal.spring.RecoveryHandlerFor} a kind, so that whoever makes a recovery of the handlers in the application
 * has them among the others.
 */
public final class AnnotatedHandlers implements BeanFactoryPostProcessor {
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        HandlerMethods methods = new HandlerMethods(beans);
        for (String beanName : beans.getBeanDefinitionNames()) {
            Class<?> type = hasScopedTarget(beans, beanName) ? null : BeanTypes.typeOf(beans, beanName);
            if (type != null) {
                methods.of(type).forEach(method -> register((BeanDefinitionRegistry) beans, beanName, method));
            }
        }
    }

    /** Of a scoped bean and the proxy that leads to it, the proxy has the other's class, but not its methods. */
    private static boolean hasScopedTarget(ConfigurableListableBeanFactory beans, String beanName) {
        return beans.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(beanName));
    }

    private static void register(BeanDefinitionRegistry beans, String beanName, HandlerMethod method) {
        String name = method.handlerName(beanName);
        // Code made ahead of time registers it too.
        if (!beans.containsBeanDefinition(name)) {
            RootBeanDefinition handler = new RootBeanDefinition(AnnotatedHandler.class);
            handler.getConstructorArgumentValues().addIndexedArgumentValue(0, method.kind());
            handler.getConstructorArgumentValues().addIndexedArgumentValue(1, beanName);
            handler.getConstructorArgumentValues()
                    .addIndexedArgumentValue(2, method.site().method().getName());
            handler.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
            beans.registerBeanDefinition(name, handler);
        }
    }
}
